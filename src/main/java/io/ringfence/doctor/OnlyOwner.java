package io.ringfence.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Whether others may read a file that holds a secret. */
final class OnlyOwner {
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  private OnlyOwner() {}

  /** Also where it cannot be told. */
  static boolean may(Path file) {
    try {
      return Files.getPosixFilePermissions(file).stream().noneMatch(OTHERS::contains);
    } catch (IOException | UnsupportedOperationException unknown) {
      return true;
    }
  }
}
