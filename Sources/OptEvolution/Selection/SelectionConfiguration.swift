import OptTasks

/// How the programs of a search are sifted on larger tasks.
///
/// Two selections of one configuration among the same candidates give the same tables, whatever the number
/// of threads; a budget of seconds decides only how many candidates, stages and tasks there are, how many
/// trainings tune a rule in the final table, and when simplification ends.
public struct SelectionConfiguration: Hashable, Sendable {
  /// Families of tasks, such as `digits-mlp`, or paths of task files, which have the smallest size only.
  public var families: [String]

  /// Sizes of the stages, smallest first.
  public var sizes = [1, 10, 100]

  /// Names of the tasks of the final table, which neither the search nor a stage has seen.
  public var heldOut = ["digits-cnn@10", "genesis-lm@10", "digits-autoencoder@10", "wine-mlp@10"]

  /// Programs of the first stage.
  public var candidates = 8

  /// Programs of the final table.
  public var finalists = 2

  /// Trainings to tune each rule on each task; a budget may allow fewer in the final table.
  public var tuningTrainings = 60

  /// Fresh seeds of each rule on each task, at least two.
  public var seeds = 12

  /// A program goes on if it beats the reference with a p value below this, after Holm's correction.
  public var level = 0.05

  /// Whether the finalists are simplified before the final table.
  public var simplifies = false

  /// Decides all seeds.
  public var seed: UInt64 = 0

  /// Wall seconds for everything; nil for as long as it takes.
  public var budget: Double?

  /// The standard selection for tasks named with or without their size.
  public init(tasks: [String]) {
    families = []
    for task in tasks {
      let family = TaskCatalog.task(named: task)?.family ?? task
      if !families.contains(family) { families.append(family) }
    }
  }

  /// What finds the tasks of a stage: names with their size, or paths.
  func tasks(ofSize size: Int) -> [String] {
    families.compactMap { family in
      if TaskCatalog.task(named: family) == nil { return size == 1 ? family : nil }
      return TaskCatalog.task(named: "\(family)@\(size)")?.name
    }
  }

  /// The task of a name or in a file.
  static func task(_ reference: String) throws -> ProxyTask {
    guard let task = try TaskCatalog.task(namedOrIn: reference) else {
      throw SelectionError.unknownTask(reference)
    }
    return task
  }

  /// Reads a configuration without its seed, which stands beside it; nil if it is none.
  init?(_ value: JSONValue) {
    guard let families = value["families"]?.list(\.string),
      let sizes = value["sizes"]?.list(\.int), let heldOut = value["held_out"]?.list(\.string),
      let candidates = value["candidates"]?.int, let finalists = value["finalists"]?.int,
      let tuningTrainings = value["tuning_trainings"]?.int, let seeds = value["seeds"]?.int,
      let level = value["level"]?.double, let simplifies = value["simplifies"]?.bool
    else { return nil }
    self.families = families
    self.sizes = sizes
    self.heldOut = heldOut
    self.candidates = candidates
    self.finalists = finalists
    self.tuningTrainings = tuningTrainings
    self.seeds = seeds
    self.level = level
    self.simplifies = simplifies
    budget = value["budget"]?.double
  }

  /// Everything but the seed, which stands beside it in the line, as 16 digits: as a number it would lose
  /// bits.
  var json: JSONValue {
    [
      "families": .array(families.map { .string($0) }), "sizes": .array(sizes.map { .int($0) }),
      "held_out": .array(heldOut.map { .string($0) }), "candidates": .int(candidates),
      "finalists": .int(finalists), "tuning_trainings": .int(tuningTrainings),
      "seeds": .int(seeds), "level": .double(level), "simplifies": .bool(simplifies),
      "budget": .number(budget),
    ]
  }
}
