package io.github.lanewise.bench.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A class path resource as a file, for readers that take paths. */
final class ResourceFile {
    private ResourceFile() {}

    /**
     * The file behind a resource. One that is packed in a jar is copied out to a temporary file, which goes when the
     * JVM does.
     *
     * @param name from the root of the class path, with a slash before it
     * @throws IOException if there is no such resource, or it cannot be copied
     */
    static Path of(String name) throws IOException {
        URL url = ResourceFile.class.getResource(name);
        if (url == null) {
            throw new FileNotFoundException("expected " + name + " on the class path, found none; build the project");
        }
        if (!url.getProtocol().equals("file")) {
            return copyOut(url, name.substring(name.lastIndexOf('/') + 1));
        }
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IOException("no path to " + name + " in " + url, e);
        }
    }

    private static Path copyOut(URL url, String fileName) throws IOException {
        Path copy = Files.createTempFile("lanewise-", "-" + fileName);
        copy.toFile().deleteOnExit();
        try (InputStream in = url.openStream()) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }
}
