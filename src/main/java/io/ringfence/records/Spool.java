package io.ringfence.records;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records on disk, oldest first, in files of a few hundred lines that are removed whole. Bounded:
 * past the bound the oldest file goes, counted. Used by one thread; its counters by any.
 */
public final class Spool<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final long FILE_BYTES = 256 * 1024;
  private static final String SUFFIX = ".jsonl";

  private final String name;
  private final Codec<T> codec;
  private final Path directory;
  private final long mostBytes;
  private final Deque<Part> parts = new ArrayDeque<>();
  private volatile long bytes;
  private volatile long dropped;
  private long next;
  private boolean failing;

  private static final class Part {
    final Path file;
    long bytes;
    int unreadable;

    /** Whether it ends with a whole line, by all that this run knows. */
    boolean whole;

    Part(Path file, long bytes) {
      this.file = file;
      this.bytes = bytes;
    }
  }

  /**
   * Takes up what an earlier run left.
   *
   * @param name what its files begin with; several may share a directory
   * @throws IOException if the directory cannot be made or read
   */
  public Spool(String name, Codec<T> codec, Path directory, long mostBytes) throws IOException {
    this.name = name;
    this.codec = codec;
    this.directory = directory;
    this.mostBytes = mostBytes;
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(this::isMine).sorted().toList()) {
        parts.add(new Part(file, Files.size(file)));
        next = Math.max(next, number(file) + 1);
      }
    }
    count();
  }

  private boolean isMine(Path file) {
    String its = file.getFileName().toString();
    return its.startsWith(name + "-") && its.endsWith(SUFFIX);
  }

  /** Bytes on disk. */
  public long bytes() {
    return bytes;
  }

  /** Records lost: for want of room, of a working disk, or of a readable line. */
  public long dropped() {
    return dropped;
  }

  void add(List<T> records) {
    StringBuilder lines = new StringBuilder();
    records.forEach(one -> lines.append(codec.write(one)).append('\n'));
    byte[] text = lines.toString().getBytes(StandardCharsets.UTF_8);
    try {
      Part part = partFor(text.length);
      part.whole = false;
      Files.write(part.file, text, StandardOpenOption.APPEND);
      part.bytes += text.length;
      part.whole = true;
      failing = false;
    } catch (IOException full) {
      lose(records.size(), full);
    }
    count();
    while (bytes > mostBytes && parts.size() > 1) {
      dropOldest();
    }
  }

  /**
   * The records of the oldest file that can be read; empty when there is none. What cannot be read
   * now goes behind the others and is tried again.
   */
  List<T> oldest() {
    for (int tries = parts.size(); tries > 0; tries--) {
      try {
        List<T> records = read(parts.peekFirst());
        if (!records.isEmpty()) {
          return records;
        }
        removeOldest();
      } catch (IOException unreadable) {
        complain("cannot be read", unreadable);
        parts.addLast(parts.pollFirst());
      }
    }
    return List.of();
  }

  void removeOldest() {
    Part part = parts.pollFirst();
    dropped += part.unreadable;
    try {
      Files.deleteIfExists(part.file);
    } catch (IOException kept) {
      LOG.warn("{} could not be removed: it will be written again", part.file.getFileName());
    }
    count();
  }

  private Part partFor(int length) throws IOException {
    Part last = parts.peekLast();
    if (last != null && last.whole && last.bytes + length <= FILE_BYTES) {
      return last;
    }
    Path file = directory.resolve(String.format("%s-%012d%s", name, next++, SUFFIX));
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Part part = new Part(file, 0);
    parts.addLast(part);
    return part;
  }

  /** What there is in a file; in one that somebody removed, nothing. */
  private List<T> read(Part part) throws IOException {
    List<T> records = new ArrayList<>();
    part.unreadable = 0;
    for (String line : lines(part.file)) {
      try {
        records.add(codec.read(line));
      } catch (RuntimeException halfWritten) {
        part.unreadable++;
      }
    }
    return records;
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      // Not readAllLines: one byte that is no UTF-8 would make the whole file unreadable.
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    } catch (NoSuchFileException removed) {
      return List.of();
    }
  }

  private void dropOldest() {
    try {
      dropped += read(parts.peekFirst()).size();
    } catch (IOException unreadable) {
      lose(1, unreadable);
    }
    removeOldest();
  }

  private void lose(int records, IOException why) {
    dropped += records;
    complain("fails, records are lost", why);
  }

  private void complain(String what, IOException why) {
    if (!failing) {
      LOG.error("the spool in {} {}: {}", directory, what, why.toString());
    }
    failing = true;
  }

  private void count() {
    bytes = parts.stream().mapToLong(part -> part.bytes).sum();
  }

  private static long number(Path file) {
    String digits = file.getFileName().toString().replaceAll("[^0-9]", "");
    return digits.isEmpty() ? 0 : Long.parseLong(digits);
  }
}
