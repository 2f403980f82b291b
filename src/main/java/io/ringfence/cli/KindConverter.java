package io.ringfence.cli;

import io.ringfence.domain.Kind;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A kind as the API writes it. */
final class KindConverter implements ITypeConverter<Kind> {
  @Override
  public Kind convert(String word) {
    try {
      return Kind.of(word);
    } catch (IllegalArgumentException unknown) {
      String all = Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining(", "));
      throw new TypeConversionException("'" + word + "' is none of " + all);
    }
  }
}
