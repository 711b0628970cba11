extension TaskBaseline {
  /// Printed by `optbench baselines`.
  static let table: StaticString = """

    """
}
