public import Testing

extension Tag {
  /// A check that takes long, and runs only when `OPT_SLOW` is set.
  @Tag public static var slow: Self
}
