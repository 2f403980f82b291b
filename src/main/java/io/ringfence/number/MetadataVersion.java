package io.ringfence.number;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of the metadata on the class path, as the library's own build wrote it down. */
final class MetadataVersion {
  /** Unlike the manifest it is still there in the shaded jar. */
  private static final String WRITTEN_DOWN =
      "/META-INF/maven/com.googlecode.libphonenumber/libphonenumber/pom.properties";

  static final String TEXT = "libphonenumber-" + read();

  private MetadataVersion() {}

  private static String read() {
    try (InputStream in = MetadataVersion.class.getResourceAsStream(WRITTEN_DOWN)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + WRITTEN_DOWN);
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
