package apiv2

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/schema"
)

const jsonType = "application/json"

// describer writes the document from the route table.
type describer struct {
	base string
	set  *schema.Set
}

// OpenAPI is the document that describes every method, for the server at that public URL.
func OpenAPI(base string) ([]byte, error) {
	d := describer{base: base, set: schema.NewSet("#/components/schemas/")}
	routes := Routes()
	bodies := make(map[string]schema.Schema) // described before the answers, see schema.Set.Body
	for _, rt := range routes {
		if rt.Body != nil {
			bodies[rt.Method+rt.Pattern] = d.set.Body(rt.Body)
		}
	}
	doc := openAPI{
		OpenAPI: "3.1.0",
		Info: openInfo{Title: "HipChat API v2 on Stoa", Version: "2", Description: "Every method that this server answers under /v2. " +
			"Paths, parameters and answers are those of HipChat Server."},
		Servers: []openServer{{base}}, Paths: make(map[string]map[string]operation),
	}
	described := make(map[string]bool)
	for _, rt := range routes {
		if described[rt.Name] {
			continue // another spelling of the same method
		}
		described[rt.Name] = true
		if doc.Paths[rt.Pattern] == nil {
			doc.Paths[rt.Pattern] = make(map[string]operation)
		}
		doc.Paths[rt.Pattern][strings.ToLower(rt.Method)] = d.operation(rt, bodies[rt.Method+rt.Pattern])
		if tag := (openTag{rt.Group()}); !slices.Contains(doc.Tags, tag) {
			doc.Tags = append(doc.Tags, tag)
		}
	}
	doc.Components = d.components()
	return json.Marshal(doc)
}

// Group is the part of the API that the method belongs to: the first word of its path, or the server itself.
func (rt Route) Group() string {
	name, _, more := strings.Cut(strings.TrimPrefix(rt.Pattern, "/v2/"), "/")
	if rt.Open && !more || name == "capabilities" {
		return "server"
	}
	return name
}

func (d describer) operation(rt Route, body schema.Schema) operation {
	op := operation{
		ID: rt.Name, Summary: rt.Summary, Tags: []string{rt.Group()}, Parameters: d.parameters(rt),
		Responses: d.responses(rt), Security: security(rt),
		External: &externalDocs{d.base + "/docs/apiv2/method/" + rt.Name},
	}
	if len(rt.Scopes) > 1 {
		op.Description = "One of the scopes is enough."
	}
	op.Body = d.body(rt, body)
	return op
}

func (d describer) body(rt Route, members schema.Schema) *openBody {
	if members == nil && rt.Takes == nil {
		return nil
	}
	out := &openBody{Required: d.needsBody(members), Content: make(map[string]openMedia)}
	if members != nil {
		out.Content[jsonType] = openMedia{members}
	}
	for _, t := range rt.Takes {
		out.Content[t] = openMedia{bodyOfType(t, members)}
	}
	return out
}

// bodyOfType is what a body of another type than JSON holds: the same members, or nothing but text.
func bodyOfType(mediaType string, members schema.Schema) schema.Schema {
	if strings.HasPrefix(mediaType, "text/") {
		return schema.Schema{"type": "string"}
	}
	if strings.HasPrefix(mediaType, "multipart/") {
		return schema.Schema{"description": "Parts, as the summary says."}
	}
	return members
}

// needsBody tells whether a body must be there, which is when one of its members must.
func (d describer) needsBody(body schema.Schema) bool {
	if ref, ok := body["$ref"].(string); ok {
		body = d.set.Named[ref[strings.LastIndex(ref, "/")+1:]]
	}
	return body["required"] != nil
}

var placeholder = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{(\w+)\}`) })

func (d describer) parameters(rt Route) (all []openParameter) {
	for _, m := range placeholder().FindAllStringSubmatch(rt.Pattern, -1) {
		all = append(all, openParameter{Name: m[1], In: "path", Required: true, Description: PathDoc(m[1]), Schema: schema.Schema{"type": "string"}})
	}
	for _, p := range rt.Parameters() {
		all = append(all, openParameter{Name: p.Name, In: "query", Description: p.Doc, Schema: p.schema()})
	}
	if !rt.Open {
		all = append(all, openParameter{Ref: "#/components/parameters/auth_test"})
	}
	return all
}

// Parameters are those of the query, expand among them.
func (rt Route) Parameters() []Parameter {
	if rt.Expand == nil {
		return rt.Query
	}
	return append(slices.Clone(rt.Query), Parameter{
		Name: "expand", Type: "string", Doc: "What to show in full, separated by commas: " + strings.Join(rt.Expand, ", ") + ".",
	})
}

// PathDoc says what may stand at a placeholder of a path. spec: auth, 11.
func PathDoc(name string) string {
	switch name {
	case "room":
		return "A room's id or its name, percent-encoded."
	case "user":
		return "A person's id, e-mail address or @mention name."
	case "message":
		return "A message's id."
	case "webhook":
		return "A webhook's id."
	case "token":
		return "The token itself."
	case "emoticon":
		return "An emoticon's id or its shortcut."
	case "group":
		return "The group's id, which is 1."
	case "key":
		return "The key that the add-on gave to its module."
	case "size":
		return "small or big."
	case "addon":
		return "An installed add-on's id or its key."
	}
	return ""
}

func (p Parameter) schema() schema.Schema {
	s := schema.Schema{"type": "string"}
	switch {
	case p.Type == "integer":
		s = schema.Schema{"type": "integer", "minimum": 0}
		if p.Max > 0 {
			s["maximum"] = p.Max
		}
		if n, err := strconv.Atoi(p.Default); err == nil {
			s["default"] = n
		}
	case p.Type == "boolean":
		s = schema.Schema{"type": "boolean", "default": p.Default == "true"}
	case p.Default != "":
		s["default"] = p.Default
	}
	if len(p.Options) > 0 {
		s["enum"] = p.Options
	}
	return s
}

func (d describer) responses(rt Route) map[string]openResponse {
	all := map[string]openResponse{strconv.Itoa(rt.Status): d.success(rt), "400": refer("BadRequest")}
	if !rt.Open {
		all["202"] = refer("AuthTest")
		all["401"], all["403"], all["429"] = refer("Unauthorized"), refer("Forbidden"), refer("TooManyRequests")
	}
	if strings.Contains(rt.Pattern, "{") {
		all["404"] = refer("NotFound")
	}
	if rt.Body != nil || rt.Takes != nil {
		all["413"] = refer("TooLarge")
	}
	return all
}

func refer(name string) openResponse { return openResponse{Ref: "#/components/responses/" + name} }

func (d describer) success(rt Route) openResponse {
	out := openResponse{Description: http.StatusText(rt.Status), Headers: rateHeaders(rt.Floods)}
	if rt.Status == http.StatusCreated || rt.Status == http.StatusFound {
		out.Headers["Location"] = openHeader{Ref: "#/components/headers/Location"}
	}
	if rt.Answer != nil {
		out.Content = map[string]openMedia{jsonType: {d.set.Answer(rt.Answer)}}
	}
	return out
}

func rateHeaders(flood bool) map[string]openHeader {
	names := []string{"X-Ratelimit-Limit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset"}
	if flood {
		names = append(names, "X-FloodControl-Limit", "X-FloodControl-Remaining", "X-FloodControl-Reset")
	}
	all := make(map[string]openHeader, len(names))
	for _, name := range names {
		all[name] = openHeader{Ref: "#/components/headers/" + name}
	}
	return all
}

// security lists what opens a method: either carrier of the token, with any one of the scopes.
func security(rt Route) []map[string][]string {
	all := []map[string][]string{}
	if rt.Open {
		return all
	}
	scopes := rt.Scopes
	if len(scopes) == 0 {
		return append(all, map[string][]string{"oauth2": {}}, map[string][]string{"auth_token": {}})
	}
	for _, s := range scopes {
		all = append(all, map[string][]string{"oauth2": {s}}, map[string][]string{"auth_token": {s}})
	}
	return all
}

func (d describer) components() openComponents {
	failure := map[string]openMedia{jsonType: {d.set.Answer(hipchat.ErrorBody{})}}
	success := map[string]openMedia{jsonType: {d.set.Answer(hipchat.SuccessBody{})}}
	response := func(text string, content map[string]openMedia) openResponse {
		return openResponse{Description: text, Headers: rateHeaders(false), Content: content}
	}
	scopes := make(map[string]string)
	for _, s := range hipchat.Scopes() {
		scopes[s.ID] = s.Description
	}
	flow := oauthFlow{TokenURL: d.base + "/v2/oauth/token", Scopes: scopes}
	return openComponents{
		Schemas: d.set.Named,
		Parameters: map[string]openParameter{"auth_test": {Name: "auth_test", In: "query", Schema: schema.Schema{"type": "boolean"},
			Description: "true only tests whether the token may use the method, and answers 202."}},
		Headers: componentHeaders(),
		Responses: map[string]openResponse{
			"AuthTest":        response("The token may use this method; nothing was done.", success),
			"BadRequest":      response("Something in the request is wrong; field names it.", failure),
			"Unauthorized":    response("There is no token, or it is not good.", failure),
			"Forbidden":       response("The token lacks the scope, or its owner the right.", failure),
			"NotFound":        response("What the path names is not there.", failure),
			"TooLarge":        response("The body is too large.", failure),
			"TooManyRequests": response("Over the limit; X-Ratelimit-Reset or X-FloodControl-Reset says until when.", failure),
		},
		Security: map[string]securityScheme{
			"oauth2": {Type: "oauth2", Description: "The token as Authorization: Bearer TOKEN.", Flows: map[string]oauthFlow{
				"clientCredentials": flow, "password": flow}},
			"auth_token": {Type: "apiKey", In: "query", Name: "auth_token", Description: "The same token in the query."},
		},
	}
}

func componentHeaders() map[string]openHeader {
	number := schema.Schema{"type": "integer"}
	return map[string]openHeader{
		"X-Ratelimit-Limit":        {Description: "Calls that the token may make in a window.", Schema: number},
		"X-Ratelimit-Remaining":    {Description: "Calls that are left in this window.", Schema: number},
		"X-Ratelimit-Reset":        {Description: "When the window ends, in Unix seconds.", Schema: number},
		"X-FloodControl-Limit":     {Description: "Messages that the token may post to the room in a minute.", Schema: number},
		"X-FloodControl-Remaining": {Description: "Messages that are left in this minute.", Schema: number},
		"X-FloodControl-Reset":     {Description: "When the minute ends, in Unix seconds.", Schema: number},
		"Location":                 {Description: "The address of what was made, or of what was asked for.", Schema: schema.Schema{"type": "string"}},
	}
}
