/// One rule's line in the table of a comparison.
public struct ComparisonRow: Hashable, Sendable {
  /// What a paired test across seeds says of a rule beside the reference, at 5 %.
  public enum Verdict: Hashable, Sendable {
    /// The rule the others are tested against.
    case reference
    /// Its loss is smaller.
    case better
    /// Its loss is larger.
    case worse
    /// No difference was found.
    case notSignificant
    /// It did not survive so many of its trainings, or the reference did not.
    case diverged(Int)

    /// The verdict in words.
    public var text: String {
      switch self {
      case .reference: "reference"
      case .better: "better"
      case .worse: "worse"
      case .notSignificant: "not significant"
      case .diverged(let count): "\(Verdict.divergence)\(count)"
      }
    }

    private static let divergence = "diverged in "

    /// The verdict that these are the words of; nil for other words.
    package init?(text: String) {
      let plain: [Verdict] = [.reference, .better, .worse, .notSignificant]
      if let verdict = plain.first(where: { $0.text == text }) {
        self = verdict
      } else if text.hasPrefix(Verdict.divergence),
        let count = Int(text.dropFirst(Verdict.divergence.count))
      {
        self = .diverged(count)
      } else {
        return nil
      }
    }
  }

  /// One point of the mean learning curve on the validation part.
  public struct CurvePoint: Hashable, Sendable {
    /// Steps made.
    public var step: Int
    /// The mean loss over seeds and its 95 % interval.
    public var loss: Statistics.Estimate

    /// A point made elsewhere.
    package init(step: Int, loss: Statistics.Estimate) {
      self.step = step
      self.loss = loss
    }
  }

  /// The rule's name.
  public var rule: String

  /// The task's name with its size.
  public var task: String

  /// What it was trained with.
  public var setting: TunedSetting

  /// How the setting was found; nil if it was given.
  public var tuning: TuningResult?

  /// The final loss for each seed; infinite where it diverged.
  public var losses: [Double]

  /// The mean final loss and its 95 % interval by Student's t.
  public var loss: Statistics.Estimate

  /// The mean metric; nil if the task has none or a training diverged.
  public var metricMean: Double?

  /// The first point of the mean curve at or below the reference's mean final validation loss; nil if
  /// there is none.
  public var stepsToTarget: Int?

  /// The p value of the paired t-test against the reference, after Holm's correction; nil for the reference
  /// and where a training diverged.
  public var pValue: Double?

  /// What the test says.
  public var verdict: Verdict

  /// The mean learning curve, without diverged trainings.
  public var curve: [CurvePoint]

  /// Bytes kept between steps for each parameter.
  public var stateBytesPerParameter: Double

  /// Clock readings: means over the trainings.
  public var time: TrainingResult.Timing

  /// A row made elsewhere.
  package init(
    rule: String,
    task: String,
    setting: TunedSetting,
    tuning: TuningResult? = nil,
    losses: [Double],
    loss: Statistics.Estimate,
    metricMean: Double?,
    stepsToTarget: Int? = nil,
    pValue: Double? = nil,
    verdict: Verdict,
    curve: [CurvePoint],
    stateBytesPerParameter: Double,
    time: TrainingResult.Timing
  ) {
    self.rule = rule
    self.task = task
    self.setting = setting
    self.tuning = tuning
    self.losses = losses
    self.loss = loss
    self.metricMean = metricMean
    self.stepsToTarget = stepsToTarget
    self.pValue = pValue
    self.verdict = verdict
    self.curve = curve
    self.stateBytesPerParameter = stateBytesPerParameter
    self.time = time
  }
}
