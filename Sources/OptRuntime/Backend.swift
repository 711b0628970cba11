/// How a program is executed; all three give the same bits in Float32.
public enum Backend: String, CaseIterable, Hashable, Sendable {
  /// One instruction at a time, one element at a time: slow and obvious, the oracle of every test.
  case reference
  /// Vectors over tiles, for every processor.
  case portable
  /// Machine code generated for this processor (x86-64 with AVX2 or AVX-512).
  case native

  /// The fastest one: machine code; the portable back end stands in where there can be none.
  public static let best = Backend.native
}
