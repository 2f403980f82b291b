package io.ringfence;

/** The executable. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("ringfence");
  }
}
