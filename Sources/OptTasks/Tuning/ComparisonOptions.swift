public import OptProgram

/// A rule that takes part in a comparison.
public struct ComparedRule: Sendable {
  /// The name in the table.
  public var name: String

  /// The rule.
  public var program: Program

  /// The setting it is compared with; nil to tune it first.
  public var setting: TunedSetting?

  /// A rule, to be tuned unless a setting is given.
  public init(name: String, program: Program, setting: TunedSetting? = nil) {
    self.name = name
    self.program = program
    self.setting = setting
  }
}

/// How rules are compared.
public struct ComparisonOptions: Sendable {
  /// How each rule is tuned, and the protocol of its trainings.
  public var tuning: TuningOptions

  /// Fresh seeds of each rule, at least two.
  public var seeds = 10

  /// Whether every rule gets seeds of its own; else seed i of one rule is seed i of all.
  public var usesDisjointSeeds = false

  /// Whether final losses and metrics are those of the test part.
  public var usesTestPart = true

  /// The place of the rule the others are tested against and whose final loss is the target.
  public var reference = 0

  /// The points of the learning curves.
  public var curvePoints = 30

  /// Called with the name of each rule before it is tuned and trained.
  public var progress: (@Sendable (String) -> Void)?

  /// The default comparison on top of a way of tuning.
  public init(tuning: TuningOptions) { self.tuning = tuning }
}
