package main

import (
	"errors"
	"io"
	"net/netip"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// deployedNode is a server as a manifest starts it, so often.
type deployedNode struct {
	name   string
	copies int
	env    map[string]string
	mounts map[string]mount // by where in the container
	found  []string         // the names by which other containers find it
	ports  []string         // what is published of it
}

// mount is what a container sees at a path.
type mount struct {
	source string
	shared bool // all copies have the same one
}

// composed are the servers of Compose's files.
func composed(t *testing.T, files map[string]string) (all []deployedNode) {
	t.Helper()
	for name, text := range files {
		var file struct {
			Services map[string]struct {
				Image       string
				Environment map[string]string
				Volumes     []string
				Networks    map[string]struct{ Aliases []string }
				Ports       []string
			}
		}
		if err := yaml.Unmarshal([]byte(text), &file); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for service, s := range file.Services {
			if s.Image != "stoa" {
				continue
			}
			n := deployedNode{
				name: name + ": " + service, copies: 1, env: s.Environment, mounts: map[string]mount{},
				found: append(s.Networks["default"].Aliases, service), ports: s.Ports,
			}
			for _, v := range s.Volumes {
				parts := strings.Split(v, ":")
				n.mounts[parts[1]] = mount{parts[0], true} // of one machine
			}
			all = append(all, n)
		}
	}
	return all
}

// manifest is what matters here of Kubernetes' objects.
type manifest struct {
	Kind       string
	Metadata   struct{ Name string }
	Data       map[string]string
	StringData map[string]string `yaml:"stringData"`
	Spec       struct {
		Replicas    int
		MaxReplicas int `yaml:"maxReplicas"`
		Template    struct {
			Spec struct {
				Containers []struct {
					EnvFrom []struct {
						ConfigMapRef struct{ Name string } `yaml:"configMapRef"`
						SecretRef    struct{ Name string } `yaml:"secretRef"`
					} `yaml:"envFrom"`
					VolumeMounts []struct {
						Name      string
						MountPath string `yaml:"mountPath"`
					} `yaml:"volumeMounts"`
				}
				Volumes []struct {
					Name   string
					Secret struct {
						SecretName string `yaml:"secretName"`
					}
					PersistentVolumeClaim struct {
						ClaimName string `yaml:"claimName"`
					} `yaml:"persistentVolumeClaim"`
				}
			}
		}
	}
}

// orchestrated are the servers of Kubernetes' files.
func orchestrated(t *testing.T, files map[string]string) (all []deployedNode) {
	t.Helper()
	var objects []manifest
	for name, text := range files {
		for dec := yaml.NewDecoder(strings.NewReader(text)); ; {
			var m manifest
			err := dec.Decode(&m)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			objects = append(objects, m)
		}
	}
	settings := func(kind, name string) (found map[string]string) {
		for _, m := range objects {
			if m.Kind == kind && m.Metadata.Name == name {
				found = m.Data
				if kind == "Secret" {
					found = m.StringData
				}
			}
		}
		return found
	}
	for _, m := range objects {
		if m.Kind != "Deployment" {
			continue
		}
		pod := m.Spec.Template.Spec
		volumes := map[string]mount{}
		for _, v := range pod.Volumes {
			volumes[v.Name] = mount{v.Secret.SecretName + v.PersistentVolumeClaim.ClaimName, v.Secret.SecretName+v.PersistentVolumeClaim.ClaimName != ""}
		}
		for _, c := range pod.Containers {
			n := deployedNode{name: m.Metadata.Name, copies: m.Spec.Replicas, env: map[string]string{}, mounts: map[string]mount{}}
			for _, from := range c.EnvFrom {
				for _, set := range []map[string]string{settings("ConfigMap", from.ConfigMapRef.Name), settings("Secret", from.SecretRef.Name)} {
					for k, v := range set {
						n.env[k] = v
					}
				}
			}
			for _, v := range c.VolumeMounts {
				n.mounts[v.MountPath] = volumes[v.Name]
			}
			all = append(all, n)
		}
	}
	return all
}

// lacks says what nodes that are to be one cluster have not in common.
func lacks(nodes []deployedNode) (what []string) {
	copies := 0
	for _, n := range nodes {
		copies += n.copies
	}
	if copies < 2 {
		return []string{"several nodes"}
	}
	common := func(of func(deployedNode) string) bool {
		return of(nodes[0]) != "" && !slices.ContainsFunc(nodes, func(n deployedNode) bool { return of(n) != of(nodes[0]) })
	}
	setting := func(name string) func(deployedNode) string {
		return func(n deployedNode) string { return n.env[name] }
	}
	for _, name := range []string{"STOA_BASE_URL", "STOA_BUS"} {
		if !common(setting(name)) {
			what = append(what, name)
		}
	}
	if !common(setting("STOA_DATABASE")) || !strings.HasPrefix(nodes[0].env["STOA_DATABASE"], "postgres://") {
		what = append(what, "a PostgreSQL")
	}
	if !common(setting("STOA_SECRET_KEY")) && !common(sharedAt("secret.key")) {
		what = append(what, "a secret key")
	}
	if (!common(setting("STOA_FILES")) || !strings.HasPrefix(nodes[0].env["STOA_FILES"], "s3://")) && !common(sharedAt("files")) {
		what = append(what, "a store of files")
	}
	return what
}

// sharedAt answers what of the data directory all copies of a node see as the same; empty: nothing.
func sharedAt(name string) func(deployedNode) string {
	return func(n deployedNode) string {
		data := n.env["STOA_DATA"]
		if data == "" {
			data = "/data" // of the image
		}
		if m := n.mounts[path.Join(data, name)]; m.shared {
			return m.source
		}
		if m := n.mounts[data]; m.shared {
			return m.source
		}
		return ""
	}
}

func TestNodesThatAreDeployedHaveInCommonWhatTheyMust(t *testing.T) {
	compose, kubernetes := map[string]string{}, map[string]string{}
	for name, text := range deployFiles(t, "*.yaml") {
		switch {
		case name == "compose/cluster.yaml":
			compose[name] = text
		case path.Dir(name) == "kubernetes":
			kubernetes[name] = text
		}
	}
	for _, c := range []struct {
		files                map[string]string
		read                 func(*testing.T, map[string]string) []deployedNode
		without, with, lacks string // the file changed so; empty: as it is
	}{
		{compose, composed, "", "", ""},
		{compose, composed, "STOA_BUS: nats://nats:4222", "", "STOA_BUS"},
		{compose, composed, "STOA_FILES: s3:", "X: s3:", "a store of files"},
		{compose, composed, "STOA_FILES: s3:", "STOA_FILES: file:", "a store of files"},
		{compose, composed, "STOA_DATABASE: postgres:", "X: postgres:", "a PostgreSQL"},
		{compose, composed, `volumes: ["./secret.key:/data/secret.key:ro"]`, "", "a secret key"},
		{compose, composed, `volumes: ["./secret.key:/data/secret.key:ro"]`, `volumes: ["data:/data"]`, ""},
		{compose, composed, "  stoa2: *stoa\n  stoa3: *stoa\n", "", "several nodes"},
		{compose, composed, "  stoa3: *stoa\n", "  stoa3: { image: stoa }\n", "STOA_BASE_URL, STOA_BUS, a PostgreSQL, a secret key, a store of files"},
		{kubernetes, orchestrated, "", "", ""},
		{kubernetes, orchestrated, "STOA_BUS: nats://nats:4222", "", "STOA_BUS"},
		{kubernetes, orchestrated, "STOA_FILES: s3:", "X: s3:", "a store of files"},
		{kubernetes, orchestrated, "secret: { secretName: stoa-key, defaultMode: 0440 }", "emptyDir: {}", "a secret key"},
		{kubernetes, orchestrated, "- secretRef: { name: stoa }", "", "a PostgreSQL"},
		{kubernetes, orchestrated, "replicas: 3", "replicas: 1", "several nodes"},
		{kubernetes, orchestrated, "{ name: data, emptyDir: {} }", "{ name: data, persistentVolumeClaim: { claimName: stoa } }", ""},
	} {
		changed, found := map[string]string{}, c.without == ""
		for name, text := range c.files {
			changed[name] = strings.Replace(text, c.without, c.with, 1)
			found = found || strings.Contains(text, c.without)
		}
		if !found {
			t.Errorf("there is no %q to replace", c.without)
			continue
		}
		if got := strings.Join(lacks(c.read(t, changed)), ", "); got != c.lacks {
			t.Errorf("with %q for %q the nodes lack %q, want %q", c.with, c.without, got, c.lacks)
		}
	}
}

func TestNodesBehindTheBalancerSeeCallersOwnAddresses(t *testing.T) {
	files := deployFiles(t, "*")
	var file struct {
		Services struct {
			Balancer struct {
				Networks map[string]struct {
					Address netip.Addr `yaml:"ipv4_address"`
				}
			}
		}
		Networks map[string]struct {
			IPAM struct {
				Config []struct {
					Subnet netip.Prefix
					Range  netip.Prefix `yaml:"ip_range"`
				}
			}
		}
	}
	if err := yaml.Unmarshal([]byte(files["compose/cluster.yaml"]), &file); err != nil {
		t.Fatal(err)
	}
	at := file.Services.Balancer.Networks["default"].Address
	given := file.Networks["default"].IPAM.Config[0]
	if !given.Subnet.Contains(at) || given.Range.Contains(at) || !given.Subnet.Contains(given.Range.Addr()) {
		t.Errorf("the balancer is at %s, of %s, of which others are given %s", at, given.Subnet, given.Range)
	}
	if !strings.Contains(files["compose/haproxy.cfg"], "\n    option forwardfor\n") {
		t.Error("the balancer does not say whom a request is from")
	}
	for _, n := range composed(t, map[string]string{"compose/cluster.yaml": files["compose/cluster.yaml"]}) {
		if n.env["STOA_TRUSTED_PROXIES"] != at.String() {
			t.Errorf("%s trusts %q, and the balancer is at %s", n.name, n.env["STOA_TRUSTED_PROXIES"], at)
		}
	}
}

func TestPrometheusBesideTheServersFindsThem(t *testing.T) {
	files := deployFiles(t, "*")
	var prometheus struct {
		Rules   []string `yaml:"rule_files"`
		Scrapes []struct {
			DNS []struct {
				Names []string
				Port  uint16
			} `yaml:"dns_sd_configs"`
		} `yaml:"scrape_configs"`
	}
	if err := yaml.Unmarshal([]byte(files["compose/prometheus.yaml"]), &prometheus); err != nil {
		t.Fatal(err)
	}
	looked := prometheus.Scrapes[0].DNS[0]
	for _, name := range []string{"compose/compose.yaml", "compose/cluster.yaml"} {
		nodes := composed(t, map[string]string{name: files[name]})
		if len(nodes) == 0 {
			t.Errorf("%s has no servers", name)
		}
		for _, n := range nodes {
			if !slices.Contains(n.found, looked.Names[0]) {
				t.Errorf("%s is found as %q, and asked for as %q", n.name, n.found, looked.Names[0])
			}
			private, err := netip.ParseAddrPort(n.env["STOA_DEBUG_LISTEN"])
			if err != nil || private.Port() != looked.Port || !private.Addr().IsUnspecified() {
				t.Errorf("%s listens at %s, %v; asked is port %d", n.name, private, err, looked.Port)
			}
			for _, p := range n.ports {
				if strings.HasSuffix(p, ":"+strconv.Itoa(int(looked.Port))) {
					t.Errorf("%s publishes its private listener", n.name)
				}
			}
		}
		var file struct {
			Services struct{ Prometheus struct{ Volumes []string } }
		}
		if err := yaml.Unmarshal([]byte(files[name]), &file); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		mounted := map[string]bool{}
		for _, v := range file.Services.Prometheus.Volumes {
			if from, to, _ := strings.Cut(v, ":"); strings.HasPrefix(from, ".") {
				if _, there := files[path.Join("compose", from)]; !there {
					t.Errorf("%s: there is no %s", name, from)
				}
				mounted[strings.TrimSuffix(to, ":ro")] = true
			}
		}
		for _, rules := range append(prometheus.Rules, "prometheus.yml") {
			if !mounted["/etc/prometheus/"+rules] {
				t.Errorf("%s: Prometheus does not see %s", name, rules)
			}
		}
	}
}
