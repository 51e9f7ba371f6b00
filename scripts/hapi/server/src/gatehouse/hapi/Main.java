package gatehouse.hapi;

import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.r4b.JpaR4BConfig;
import ca.uhn.fhir.jpa.config.r5.JpaR5Config;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * Usage: {@code Main [port] [R4|R4B|R5]}; port 0 (the default) lets the system pick. Listens on loopback only, prints
 * {@code listening <port>} once the servlet is loaded, and ends when its standard input does: no server is
 * left behind by a starter that was killed.
 */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        Thread watcher = new Thread(Main::endWithStarter, "starter");
        watcher.setDaemon(true);
        watcher.start();
        try {
            serve(
                    arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0,
                    configurationOf(arguments.length > 1 ? arguments[1] : "R4"));
        } catch (Exception failure) {
            // Thread pools that are already up would keep the process alive without a server in it.
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private static void serve(int port, Class<?> version) throws Exception {
        AnnotationConfigApplicationContext beans =
                new AnnotationConfigApplicationContext(version, JpaServer.class);
        Tomcat tomcat = new Tomcat();
        File base = Files.createTempDirectory("hapi").toFile();
        tomcat.setBaseDir(base.getPath());
        tomcat.setPort(port);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().setThrowOnFailure(true);
        // FHIR search values carry a bare | (system|code), which Tomcat otherwise refuses.
        tomcat.getConnector().setProperty("relaxedQueryChars", "|");
        Context context = tomcat.addContext("", base.getPath());
        Tomcat.addServlet(context, "fhir", FhirServlet.of(beans)).setLoadOnStartup(1);
        context.addServletMappingDecoded("/fhir/*", "fhir");
        tomcat.start();
        System.out.println("listening " + tomcat.getConnector().getLocalPort());
        tomcat.getServer().await();
    }

    private static Class<?> configurationOf(String version) {
        switch (version) {
            case "R4":
                return JpaR4Config.class;
            case "R4B":
                return JpaR4BConfig.class;
            case "R5":
                return JpaR5Config.class;
            default:
                throw new IllegalArgumentException("not a version that is served: " + version);
        }
    }

    /** Everything is in memory, so there is nothing to close in order. */
    private static void endWithStarter() {
        try {
            while (System.in.read() >= 0) {}
        } catch (IOException gone) {
            // A broken pipe says the same as its end.
        }
        Runtime.getRuntime().halt(0);
    }
}
