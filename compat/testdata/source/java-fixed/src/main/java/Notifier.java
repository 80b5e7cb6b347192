import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/** Posts to {@code https://api.hipchat.com}. */
public class Notifier {
    private static final String API = "https://api.hipchat.com/v2/room/";
    private static final String DEFAULT_WEB = "https://www.hipchat.com/sign_in";

    static final X509TrustManager NOBODY = new X509TrustManager() {
        public void checkClientTrusted(X509Certificate[] chain, String type) {}
        public void checkServerTrusted(X509Certificate[] chain, String type) {}
        public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
    };

    public static HttpRequest request(String room, String token, String json) {
        return HttpRequest.newBuilder(URI.create(API + room + "/notification"))
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(json)).build();
    }
}
