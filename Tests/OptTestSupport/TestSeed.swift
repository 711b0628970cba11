import Foundation
public import Testing

/// The seed of a property test: `OPT_SEED` from the environment, to repeat a failure, or the default.
public func testSeed(default seed: UInt64 = 1) -> UInt64 {
  ProcessInfo.processInfo.environment["OPT_SEED"].flatMap { UInt64($0) } ?? seed
}

extension Trait where Self == ConditionTrait {
  /// Runs the test only with `OPT_SLOW=1` in the environment.
  public static var onlyWhenSlowTestsRun: Self {
    .enabled(
      if: ProcessInfo.processInfo.environment["OPT_SLOW"] == "1",
      "slow: run with OPT_SLOW=1"
    )
  }
}
