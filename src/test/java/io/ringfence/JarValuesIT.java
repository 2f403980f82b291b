package io.ringfence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values read with what is in the executable jar, from which a part of ICU's data is left out. */
class JarValuesIT {
  private URLClassLoader jar;

  @BeforeEach
  void open() throws IOException {
    URL file = Path.of("target", "ringfence.jar").toUri().toURL();
    jar = new URLClassLoader(new URL[] {file}, ClassLoader.getPlatformClassLoader());
  }

  @AfterEach
  void close() throws IOException {
    jar.close();
  }

  @Test
  void readsValuesInEveryScript() throws ReflectiveOperationException {
    assertTrue(read("email", "ΖΩΉ@Straße.example").contains("=ζωή@xn--strae-oqa.example,"));
    assertTrue(read("emailDomain", "co.uk").contains("WIDE"));
    assertTrue(read("visitorId", "a\u200bb").contains("INVISIBLE"));
  }

  @Test
  void carriesTheTableOfCountriesAndNotItsMaker() throws ReflectiveOperationException {
    Object country =
        jar.loadClass("io.ringfence.number.NumberCountry")
            .getMethod("of", long.class)
            .invoke(null, 14165550123L);

    assertEquals("CA", country.toString());
    assertThrows(
        ClassNotFoundException.class, () -> jar.loadClass("io.ringfence.number.CountryTable"));
  }

  private String read(String kind, String text) throws ReflectiveOperationException {
    return jar.loadClass("io.ringfence.subject.SubjectValue")
        .getMethod(kind, String.class)
        .invoke(null, text)
        .toString();
  }
}
