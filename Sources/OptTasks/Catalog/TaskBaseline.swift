/// What a well-known rule achieves on a task when it is tuned.
public struct TaskBaseline: Hashable, Sendable {
  /// The task's name with its size.
  public var task: String

  /// The rule's name.
  public var rule: String

  /// The tuned setting.
  public var setting: TunedSetting

  /// The final validation loss over fresh seeds.
  public var loss: Statistics.Estimate

  /// The mean final metric; nil if the task has none.
  public var metric: Double?

  /// A baseline of its parts.
  public init(
    task: String,
    rule: String,
    setting: TunedSetting,
    loss: Statistics.Estimate,
    metric: Double?
  ) {
    self.task = task
    self.rule = rule
    self.setting = setting
    self.loss = loss
    self.metric = metric
  }
}

extension TaskCatalog {
  /// Tuned AdamW, Lion and SGD with momentum on the tasks that were measured.
  ///
  /// `optbench baselines` measures them and prints the file that holds them.
  public static let baselines: [TaskBaseline] = String(describing: TaskBaseline.table)
    .split(separator: "\n").map { TaskBaseline(line: $0) }

  /// The tuned setting of a rule for a task, nil if it was not measured.
  public static func tunedSetting(of rule: String, on task: ProxyTask) -> TunedSetting? {
    baselines.first { $0.rule == rule && $0.task == task.name }?.setting
  }
}

extension TaskBaseline {
  /// One line of the table: fields between spaces, hyperparameters as `name=value`.
  package var line: String {
    let numbers = [setting.learningRate, loss.mean, loss.low, loss.high].map { "\($0)" }
    let values = setting.hyperparameters.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
    return ([task, rule] + numbers + [metric.map { "\($0)" } ?? "-"] + values)
      .joined(separator: " ")
  }

  fileprivate init(line: Substring) {
    let fields = line.split(separator: " ").map(String.init)
    let numbers = fields[2...5].map { Double($0) ?? .nan }
    var values: [String: Double] = [:]
    for field in fields[7...] {
      let parts = field.split(separator: "=")
      values[String(parts[0])] = Double(parts[1])
    }
    self.init(
      task: fields[0],
      rule: fields[1],
      setting: TunedSetting(learningRate: numbers[0], hyperparameters: values),
      loss: Statistics.Estimate(mean: numbers[1], low: numbers[2], high: numbers[3]),
      metric: Double(fields[6])
    )
  }
}
