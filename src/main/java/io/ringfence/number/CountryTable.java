package io.ringfence.number;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the table that {@link NumberCountry} reads: an automaton over digits, made of the patterns
 * of libphonenumber's metadata. Run by Maven when the classes are compiled, so that the table is
 * always that of the library on the class path; not in the jar.
 */
public final class CountryTable {
  /** The library's word for no country. */
  static final String NOWHERE = PhoneNumberUtil.REGION_CODE_FOR_NON_GEO_ENTITY;

  /** No number ends or goes on here: whatever makes the table smaller. */
  static final int ANY = Integer.MIN_VALUE;

  /** Of a node: what follows each digit, then what a number is that ends here. */
  static final int MEMBERS = 11;

  private static final int HEADS = 1_000;

  private final PhoneNumberUtil library = PhoneNumberUtil.getInstance();
  private final CallingCodes codes = new CallingCodes(library);
  private final List<String> countries = new ArrayList<>(List.of(NOWHERE));
  private final List<int[]> nodes = new ArrayList<>();
  private final Map<List<Integer>, Integer> known = new HashMap<>();

  /**
   * @param arguments the file to write
   */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    Files.createDirectories(file.getParent());
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      new CountryTable().write(out);
    }
  }

  private void write(DataOutputStream out) throws IOException {
    int root = after("");
    out.writeUTF(Numbering.version());
    out.writeShort(countries.size());
    for (String country : countries) {
      out.writeUTF(country);
    }
    for (int head = 0; head < HEADS; head++) {
      out.writeShort(narrow(walk(root, String.format("%03d", head))));
    }
    out.writeShort(narrow(nodes.size()));
    for (int[] node : nodes) {
      for (int target : node) {
        out.writeShort(narrow(target));
      }
    }
  }

  private int walk(int root, String digits) {
    int at = root;
    for (int i = 0; i < digits.length() && at >= 0; i++) {
      at = nodes.get(at)[digits.charAt(i) - '0'];
    }
    return at;
  }

  private static short narrow(int target) {
    if (target != (short) target) {
      throw new IllegalStateException("the table has outgrown 16 bits");
    }
    return (short) target;
  }

  /** The node after these first digits of calling codes. */
  private int after(String digits) {
    Set<Integer> codesInUse = new HashSet<>(library.getSupportedCallingCodes());
    if (!digits.isEmpty()
        && codesInUse.contains(Integer.parseInt(digits))
        && digits.charAt(0) != '0') {
      return numbers(Integer.parseInt(digits));
    }
    int[] node = new int[MEMBERS];
    Arrays.fill(node, ~0);
    for (int digit = 0; digit < 10 && digits.length() < 3; digit++) {
      node[digit] = after(digits + digit);
    }
    return node(node, ~0);
  }

  private int numbers(int code) {
    List<String> regions = codes.regions(code);
    List<Integer> outcomes = regions.stream().map(region -> ~country(region)).toList();
    // As in the library: where a code is one country's, nothing more is asked.
    return regions.size() == 1
        ? outcomes.get(0)
        : new SharedCode(this, code, outcomes).root(codes.metadata(code));
  }

  private int country(String region) {
    if (!countries.contains(region)) {
      countries.add(region);
    }
    return countries.indexOf(region);
  }

  /**
   * A node's number, the same for equal nodes; or, below 0, {@code ~country} if it is always one.
   *
   * @param otherwise what those numbers are that there cannot be
   */
  int node(int[] node, int otherwise) {
    int[] outcomes = Arrays.stream(node).filter(to -> to != ANY).distinct().toArray();
    if (outcomes.length == 0) {
      return ANY;
    }
    if (outcomes.length == 1 && outcomes[0] < 0) {
      return outcomes[0];
    }
    return known.computeIfAbsent(
        Arrays.stream(node).mapToObj(to -> to == ANY ? otherwise : to).toList(),
        filled -> {
          nodes.add(filled.stream().mapToInt(to -> to).toArray());
          return nodes.size() - 1;
        });
  }
}
