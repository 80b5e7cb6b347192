package format

// Title is what people call a kind of sender.
func Title(name string) string {
	switch name {
	case "hipchat":
		return "HipChat"
	case "azure-devops":
		return "Azure DevOps"
	case "cloudevents":
		return "CloudEvents"
	case "github":
		return "GitHub"
	case "gitlab":
		return "GitLab"
	case "grafana-legacy":
		return "Grafana 7"
	case "json":
		return "JSON"
	case "ntfy":
		return "ntfy"
	case "pagerduty":
		return "PagerDuty"
	case "uptime-kuma":
		return "Uptime Kuma"
	}
	return title(name)
}
