public import OptProgram

/// Everything needed to repeat a search: the content of `config.json`.
public struct SearchDescription: Hashable, Sendable {
  /// How the search goes.
  public var configuration: SearchConfiguration

  /// The rule that scores are relative to, with its hyperparameters.
  public var baseline: Program

  /// The rules the search begins with.
  public var starts: [Program]

  /// Names of the tasks the search selects by, or paths of task files.
  public var tasks: [String]

  /// Names of the tasks that only validation sees; without any, validation has fresh seeds only.
  public var validationTasks: [String]

  /// What the result is compared with at the end, the first being the one it is tested against.
  public var references: [Program]

  /// The version of the program that made the run.
  public var version: String

  /// The arguments it was started with.
  public var command: [String]

  /// A search from a rule that is also what scores are relative to.
  public init(
    _ configuration: SearchConfiguration,
    baseline: Program,
    tasks: [String],
    version: String,
    command: [String] = []
  ) {
    self.configuration = configuration
    self.baseline = baseline
    starts = [baseline]
    self.tasks = tasks
    validationTasks = []
    references = [baseline]
    self.version = version
    self.command = command
  }
}

extension SearchDescription: Codable {
  private enum CodingKeys: String, CodingKey {
    case version
    case command
    case configuration
    case baseline
    case starts
    case tasks
    case validationTasks
    case references
  }

  /// Reads a description; rules are flat text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func programs(_ key: CodingKeys, _ texts: [String]) throws -> [Program] {
      try texts.map { text in
        do { return try Program(flatText: text) } catch {
          throw DecodingError.dataCorruptedError(
            forKey: key,
            in: container,
            debugDescription: "\(error)"
          )
        }
      }
    }
    version = try container.decode(String.self, forKey: .version)
    command = try container.decode([String].self, forKey: .command)
    configuration = try container.decode(SearchConfiguration.self, forKey: .configuration)
    let baselines = try programs(
      .baseline,
      [try container.decode(String.self, forKey: .baseline)]
    )
    baseline = baselines[0]
    starts = try programs(.starts, try container.decode([String].self, forKey: .starts))
    tasks = try container.decode([String].self, forKey: .tasks)
    validationTasks = try container.decode([String].self, forKey: .validationTasks)
    references = try programs(.references, try container.decode([String].self, forKey: .references))
  }

  /// Writes a description; rules are flat text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(version, forKey: .version)
    try container.encode(command, forKey: .command)
    try container.encode(configuration, forKey: .configuration)
    try container.encode(baseline.flatText, forKey: .baseline)
    try container.encode(starts.map(\.flatText), forKey: .starts)
    try container.encode(tasks, forKey: .tasks)
    try container.encode(validationTasks, forKey: .validationTasks)
    try container.encode(references.map(\.flatText), forKey: .references)
  }
}
