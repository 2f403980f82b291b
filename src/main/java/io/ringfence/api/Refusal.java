package io.ringfence.api;

/** Ends a request with a problem. It is an expected outcome: no stack trace. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  Refusal(Problem problem) {
    super(problem.status() + " " + problem.detail(), null, false, false);
    this.problem = problem;
  }

  static Refusal invalid(String pointer, String detail) {
    return new Refusal(Problem.invalid(pointer, detail));
  }

  Problem problem() {
    return problem;
  }
}
