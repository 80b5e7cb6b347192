package apiv1

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
)

// toXML writes an answer's JSON object as XML: elements are named after its keys, those of an array after the
// singular of the array's key, flags are 1 and 0, null is an empty element. spec: rest-v1, 3.5.
func toXML(object []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(object))
	d.UseNumber()
	if _, err := d.Token(); err != nil { // the brace
		return nil, fmt.Errorf("xml: %w", err)
	}
	b := bytes.NewBufferString(`<?xml version="1.0" encoding="utf-8"?>` + "\n")
	if err := writeMembers(b, d, ""); err != nil {
		return nil, fmt.Errorf("xml: %w", err)
	}
	return b.Bytes(), nil
}

// writeMembers writes what is inside an object, or inside an array whose elements are called element.
func writeMembers(b *bytes.Buffer, d *json.Decoder, element string) error {
	for d.More() {
		name := element
		if name == "" {
			key, err := d.Token()
			if err != nil {
				return err
			}
			name = key.(string)
		}
		if err := writeElement(b, d, name); err != nil {
			return err
		}
	}
	_, err := d.Token() // the closing brace or bracket
	return err
}

func writeElement(b *bytes.Buffer, d *json.Decoder, name string) error {
	t, err := d.Token()
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "<%s>", name)
	inside := b.Len()
	switch t := t.(type) {
	case json.Delim:
		element := ""
		if t == '[' {
			element = strings.TrimSuffix(name, "s")
		}
		err = writeMembers(b, d, element)
	case string:
		err = xml.EscapeText(b, []byte(t))
	case json.Number:
		b.WriteString(t.String())
	case bool:
		digit := "0"
		if t {
			digit = "1"
		}
		b.WriteString(digit)
	}
	if b.Len() == inside {
		b.Truncate(inside - 1)
		b.WriteString("/>")
		return err
	}
	fmt.Fprintf(b, "</%s>", name)
	return err
}
