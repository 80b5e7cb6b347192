import com.auth0.jwt.JWT;
import java.net.URI;
import java.util.Map;

class Tenants {
    /* The document at capabilitiesUrl would say where tokens are got. */
    static URI tokens(Map<String, String> installation) {
        return URI.create(installation.get("capabilitiesUrl")).resolve("/v2/oauth/token");
    }

    static String tenant(String signed) {
        return JWT.decode(signed).getIssuer();
    }
}
