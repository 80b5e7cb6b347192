package apiv2

import "github.com/stoachat/stoa/internal/schema"

// The document of OpenAPI 3.1 that describes this API, as far as it is used here.
type (
	openAPI struct {
		OpenAPI    string                          `json:"openapi"`
		Info       openInfo                        `json:"info"`
		Servers    []openServer                    `json:"servers"`
		Tags       []openTag                       `json:"tags"`
		Paths      map[string]map[string]operation `json:"paths"`
		Components openComponents                  `json:"components"`
	}
	openInfo struct {
		Title       string `json:"title"`
		Version     string `json:"version"`
		Description string `json:"description"`
	}
	openServer struct {
		URL string `json:"url"`
	}
	openTag struct {
		Name string `json:"name"`
	}
	operation struct {
		ID          string                  `json:"operationId"`
		Summary     string                  `json:"summary"`
		Description string                  `json:"description,omitempty"`
		Tags        []string                `json:"tags"`
		External    *externalDocs           `json:"externalDocs,omitempty"`
		Parameters  []openParameter         `json:"parameters,omitempty"`
		Body        *openBody               `json:"requestBody,omitempty"`
		Responses   map[string]openResponse `json:"responses"`
		Security    []map[string][]string   `json:"security"`
	}
	externalDocs struct {
		URL string `json:"url"`
	}
	openParameter struct {
		Ref         string        `json:"$ref,omitempty"`
		Name        string        `json:"name,omitempty"`
		In          string        `json:"in,omitempty"`
		Description string        `json:"description,omitempty"`
		Required    bool          `json:"required,omitempty"`
		Schema      schema.Schema `json:"schema,omitempty"`
	}
	openBody struct {
		Required bool                 `json:"required,omitempty"`
		Content  map[string]openMedia `json:"content"`
	}
	openMedia struct {
		Schema schema.Schema `json:"schema"`
	}
	openResponse struct {
		Ref         string                `json:"$ref,omitempty"`
		Description string                `json:"description,omitempty"`
		Headers     map[string]openHeader `json:"headers,omitempty"`
		Content     map[string]openMedia  `json:"content,omitempty"`
	}
	openHeader struct {
		Ref         string        `json:"$ref,omitempty"`
		Description string        `json:"description,omitempty"`
		Schema      schema.Schema `json:"schema,omitempty"`
	}
	openComponents struct {
		Schemas    map[string]schema.Schema  `json:"schemas"`
		Parameters map[string]openParameter  `json:"parameters"`
		Headers    map[string]openHeader     `json:"headers"`
		Responses  map[string]openResponse   `json:"responses"`
		Security   map[string]securityScheme `json:"securitySchemes"`
	}
	securityScheme struct {
		Type        string               `json:"type"`
		Description string               `json:"description"`
		In          string               `json:"in,omitempty"`
		Name        string               `json:"name,omitempty"`
		Flows       map[string]oauthFlow `json:"flows,omitempty"`
	}
	oauthFlow struct {
		TokenURL         string            `json:"tokenUrl"`
		AuthorizationURL string            `json:"authorizationUrl,omitempty"`
		Scopes           map[string]string `json:"scopes"`
	}
)
