package io.ringfence.number;

import com.google.i18n.phonenumbers.Phonemetadata.PhoneMetadata;
import com.google.i18n.phonenumbers.Phonemetadata.PhoneNumberDesc;
import io.ringfence.domain.E164;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The nodes for the numbers of a calling code that several countries share. The country is the
 * first one, in the library's order, whose leading digits a number has or, if there are none, of
 * one of whose types it is; else the main country. For the build only.
 */
final class SharedCode {
  private final CountryTable table;
  private final int most;
  private final List<Integer> outcomes;
  private final Set<Integer> lengths = new HashSet<>();
  private final Map<State, Integer> made = new HashMap<>();

  /** So many digits after the code, and what each country still asks of those to come. */
  private record State(int length, List<Region> left) {}

  /**
   * @param outcomes of its countries, the main one first
   */
  SharedCode(CountryTable table, int code, List<Integer> outcomes) {
    this.table = table;
    this.most = E164.MAX_DIGITS - CallingCodes.length(code);
    this.outcomes = outcomes;
  }

  /**
   * @param countries in the order of the outcomes
   */
  int root(List<PhoneMetadata> countries) {
    List<Region> regions = new ArrayList<>();
    for (PhoneMetadata country : countries) {
      regions.add(Region.of(outcomes.get(regions.size()), country));
      lengths.addAll(country.getGeneralDesc().getPossibleLengthList());
    }
    return node(new State(0, regions));
  }

  private int node(State state) {
    Integer before = made.get(state);
    if (before == null) {
      before = make(state);
      made.put(state, before);
    }
    return before;
  }

  private int make(State state) {
    int main = outcomes.get(0);
    if (state.left.stream().allMatch(region -> region.outcome == main)) {
      return main;
    }
    int[] node = new int[CountryTable.MEMBERS];
    Arrays.fill(node, CountryTable.ANY);
    for (int digit = 0; digit < 10 && state.length < most; digit++) {
      node[digit] = node(new State(state.length + 1, after(state.left, digit)));
    }
    if (lengths.contains(state.length)) {
      node[10] =
          state.left.stream()
              .filter(region -> region.holds(state.length))
              .findFirst()
              .map(Region::outcome)
              .orElse(main);
    }
    return table.node(node, main);
  }

  private static List<Region> after(List<Region> left, int digit) {
    return left.stream()
        .map(region -> region.after(digit))
        .filter(region -> !region.types.isEmpty())
        .toList();
  }

  /**
   * @param begins whether it is enough that a number begins so
   * @param all what a number of any type is besides
   * @param types those that it may still be of
   */
  private record Region(int outcome, boolean begins, Desc all, List<Desc> types) {
    static Region of(int outcome, PhoneMetadata country) {
      if (country.hasLeadingDigits()) {
        Desc leading = new Desc(DigitPattern.of(country.getLeadingDigits()), List.of());
        return new Region(outcome, true, leading, List.of(leading));
      }
      List<Desc> types =
          Stream.of(
                  country.getPremiumRate(),
                  country.getTollFree(),
                  country.getSharedCost(),
                  country.getVoip(),
                  country.getPersonalNumber(),
                  country.getPager(),
                  country.getUan(),
                  country.getVoicemail(),
                  country.getFixedLine(),
                  country.getMobile())
              .map(Desc::of)
              .toList();
      return new Region(outcome, false, Desc.of(country.getGeneralDesc()), types);
    }

    Region after(int digit) {
      if (begins && all.pattern.endsHere()) {
        return this;
      }
      List<Desc> possible =
          types.stream().map(type -> type.after(digit)).filter(Desc::isPossible).toList();
      return new Region(outcome, begins, all.after(digit), possible);
    }

    boolean holds(int length) {
      return all.holds(length) && types.stream().anyMatch(type -> type.holds(length));
    }
  }

  /**
   * @param lengths all that match the pattern if empty
   */
  private record Desc(DigitPattern pattern, List<Integer> lengths) {
    static Desc of(PhoneNumberDesc desc) {
      String pattern = desc.getNationalNumberPattern();
      return new Desc(
          pattern.isEmpty() ? DigitPattern.NEVER : DigitPattern.of(pattern),
          desc.getPossibleLengthList());
    }

    Desc after(int digit) {
      return new Desc(pattern.after(digit), lengths);
    }

    boolean isPossible() {
      return !pattern.equals(DigitPattern.NEVER);
    }

    boolean holds(int length) {
      return (lengths.isEmpty() || lengths.contains(length)) && pattern.endsHere();
    }
  }
}
