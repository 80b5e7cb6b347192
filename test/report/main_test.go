package main

import (
	"strings"
	"testing"
)

func TestReportCountsTestsAndShowsWhatFailed(t *testing.T) {
	in := `{"Action":"run","Package":"p","Test":"TestGood"}
{"Action":"output","Package":"p","Test":"TestGood","Output":"chatter\n"}
{"Action":"pass","Package":"p","Test":"TestGood/sub"}
{"Action":"pass","Package":"p","Test":"TestGood"}
{"Action":"output","Package":"p","Test":"TestBad","Output":"    bad_test.go:7: wrong colour\n"}
{"Action":"fail","Package":"p","Test":"TestBad"}
{"Action":"output","Package":"p","Test":"TestNot","Output":"    not_test.go:9: PostgreSQL is not installed\n"}
{"Action":"output","Package":"p","Test":"TestNot","Output":"--- SKIP: TestNot (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"TestNot"}
{"Action":"fail","Package":"p","Elapsed":1.25}
{"Action":"skip","Package":"empty"}
`
	var out strings.Builder
	failed, err := report(strings.NewReader(in), &out)
	if err != nil || !failed {
		t.Fatalf("failed is %v, %v", failed, err)
	}
	for _, want := range []string{
		"wrong colour\n", "skipped: p TestNot: not_test.go:9: PostgreSQL is not installed\n", "fail p 1.2s\n",
		"\n2 passed, 1 failed, 1 skipped\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "chatter") || strings.Contains(out.String(), "empty") {
		t.Errorf("too much is shown:\n%s", out.String())
	}
}

func TestReportCountsAPackageThatDoesNotBuild(t *testing.T) {
	in := `{"ImportPath":"p [p.test]","Action":"build-output","Output":"p/x.go:3:1: syntax error\n"}
{"ImportPath":"p [p.test]","Action":"build-fail"}
{"Action":"output","Package":"p","Output":"FAIL\tp [build failed]\n"}
{"Action":"fail","Package":"p","Elapsed":0,"FailedBuild":"p [p.test]"}
`
	var out strings.Builder
	failed, err := report(strings.NewReader(in), &out)
	if err != nil || !failed {
		t.Fatalf("failed is %v, %v", failed, err)
	}
	if !strings.Contains(out.String(), "syntax error") || !strings.HasSuffix(out.String(), "\n0 passed, 1 failed, 0 skipped\n") {
		t.Errorf("got\n%s", out.String())
	}
}

func TestReportShowsTheTestThatEndedItsPackage(t *testing.T) {
	in := `{"Action":"output","Package":"p","Test":"TestHangs","Output":"panic: test timed out\n"}
{"Action":"output","Package":"q","Test":"TestElsewhere","Output":"chatter\n"}
{"Action":"fail","Package":"p","Elapsed":1}
`
	var out strings.Builder
	if failed, err := report(strings.NewReader(in), &out); err != nil || !failed {
		t.Fatalf("failed is %v, %v", failed, err)
	}
	if !strings.Contains(out.String(), "unfinished: TestHangs\npanic: test timed out\n") || strings.Contains(out.String(), "chatter") {
		t.Errorf("got\n%s", out.String())
	}
}

func TestReportShowsARaceThatAPassingTestWasBlamedFor(t *testing.T) {
	in := `{"Action":"output","Package":"p","Test":"TestGood","Output":"==================\n"}
{"Action":"output","Package":"p","Test":"TestGood","Output":"WARNING: DATA RACE\n"}
{"Action":"output","Package":"q","Test":"TestElsewhere","Output":"chatter\n"}
{"Action":"output","Package":"p","Test":"TestBad","Output":"Read at 0x00c0001f16a0 by goroutine 376:\n"}
{"Action":"output","Package":"p","Test":"TestGood","Output":"==================\n"}
{"Action":"output","Package":"p","Test":"TestGood","Output":"chatter\n"}
{"Action":"pass","Package":"p","Test":"TestGood"}
{"Action":"fail","Package":"p","Test":"TestBad"}
{"Action":"fail","Package":"p","Elapsed":1}
`
	var out strings.Builder
	if _, err := report(strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "WARNING: DATA RACE\nRead at 0x00c0001f16a0 by goroutine 376:\n==================\n") || strings.Contains(out.String(), "chatter") {
		t.Errorf("got\n%s", out.String())
	}
}
