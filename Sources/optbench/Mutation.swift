import ArgumentParser
import OptAllocations
import OptEvolution
import OptProgram

/// Speed of all that a search does with a program before it is trained.
struct Mutation: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times mutation, verification, dataflow hash and removal of dead code.",
    discussion: """
      Lineages of mutated programs, on one thread. Each child is mutated once, verified, analysed, \
      hashed and stripped of its dead statements. Times are the processor's, not the wall's; allocations \
      are those of a program.

      Example:
        optbench mutation --rule adamw
      """
  )

  @Option(help: "The shipped rule that lineages begin with.")
  var rule = "adamw"

  @Option(help: "Children.")
  var count = 1_000_000

  @Option(help: "Children from the first to the last of a lineage.")
  var generations = 40

  @Option(help: "Decides everything that is drawn.")
  var seed: UInt64 = 0

  func run() throws {
    let start = try shippedRule(named: rule).inliningHyperparameters()
    var bench = MutationBench(start: start, generations: generations)
    bench.run(count: 10_000, seed: seed &+ 1)
    bench.reset()
    let firstAllocation = opt_allocation_count()
    let begin = ProcessorClock.seconds
    bench.run(count: count, seed: seed)
    let seconds = ProcessorClock.seconds - begin
    let allocations = Double(opt_allocation_count() - firstAllocation) / Double(count)
    let mean = Double(bench.statements) / Double(count)
    let live = Double(bench.liveStatements) / Double(count)
    print("programs, programs/s, us a program, statements, live statements, changed, allocations")
    print(
      count,
      Int(Double(count) / seconds),
      (seconds / Double(count) * 1e6).fixed(2),
      mean.fixed(1),
      live.fixed(1),
      (Double(bench.changed) / Double(count)).fixed(3),
      allocations.fixed(6),
      separator: ", "
    )
  }
}

/// A lineage and the scratch memory that a worker of a search has.
private struct MutationBench {
  private let start: Program
  private let generations: Int
  private var mutator = Mutator(space: .standard, weights: .standard)
  private var liveness = Liveness()
  private var hasher = DataflowHash()
  private var child: Program
  private var partner: Program
  private var stripped: Program
  private var lastHash: UInt64 = 0

  private(set) var statements = 0
  private(set) var liveStatements = 0
  private(set) var changed = 0

  init(start: Program, generations: Int) {
    self.start = start
    self.generations = generations
    child = start
    partner = start
    stripped = start
  }

  mutating func reset() {
    statements = 0
    liveStatements = 0
    changed = 0
  }

  mutating func run(count: Int, seed: UInt64) {
    for index in 0..<count {
      if index.isMultiple(of: generations) {
        partner.assign(child)
        child.assign(start)
      }
      var stream = RandomStream(seed: seed, purpose: .mutation, index: UInt64(index))
      _ = mutator.mutate(&child, partner: partner, &stream)
      liveness.analyze(child)
      let hash = hasher.hash(child, liveness)
      stripped.assign(child)
      stripped.removeDeadCode(liveness)
      statements += child.step.count
      liveStatements += stripped.step.count
      if hash != lastHash { changed += 1 }
      lastHash = hash
    }
  }
}
