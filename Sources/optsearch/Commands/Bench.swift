import ArgumentParser
import OptBenchmark
import OptEvolution
import OptRuntime

/// `optsearch bench`: how fast the steps of a rule are on this machine.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure the speed of a rule's steps against C and the memory.",
    discussion: """
      Times whole steps over tensors of several sizes, in turns with two loops. The roof reads and \
      writes the same bytes as the step and does nothing but one addition; a step cannot be faster. \
      The yardstick (column C) is the step as a fused loop in C, compiled on the spot by clang with \
      -O3 -march=native, where clang is found and the step is a single loop; both run on as many \
      threads as the step. Preparation is the time from the program to the end of its first step. \
      All numbers are medians.

      Examples:
        optsearch bench adamw lion
        optsearch bench my.opt --size 1e6 --backend native --threads 1 --threads 2
        optsearch bench adamw --isa avx2 --isa avx512 --json
      """
  )

  @Argument(help: "The rules: FILE.opt, FILE.opt:NAME or names of shipped rules.")
  var rules: [RuleReference]

  @Option(
    name: .customLong("size"),
    parsing: .unconditionalSingleValue,
    help: "Elements; may be repeated (default: 4096, 65536, 1048576, 16777216).",
    transform: elementCount
  )
  var sizes: [Int] = []

  @Option(
    name: .customLong("backend"),
    help: "reference, portable or native; may be repeated (default: native and portable)."
  )
  var backends: [Backend] = []

  @Option(
    name: .customLong("isa"),
    help: "Machine code for avx2 or avx512; may be repeated (default: the widest one)."
  )
  var sets: [InstructionSet] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: "Threads of a step; may be repeated (default: 1).",
    transform: threadCount
  )
  var threads: [Int] = []

  @Option(
    parsing: .unconditional,
    help: "Measurements of each, of which the median counts (default: what 2 s allow).",
    transform: count()
  )
  var rounds: Int?

  @Flag(help: "Print a JSON list.")
  var json = false

  func validate() throws {
    if !sets.isEmpty, !backends.isEmpty, !backends.contains(.native) {
      throw ValidationError("--isa is for --backend native")
    }
  }

  func run() throws {
    for isa in sets { try isa.requireSupport() }
    let benchmarks = try rules.map { reference in
      let loaded = try RuleLoader.load(reference)
      return (name: loaded.name, benchmark: StepBenchmark(loaded.program))
    }
    for (name, benchmark) in benchmarks { try requireMemory(for: benchmark, name) }
    let progress = ProgressLine(isEnabled: !json)
    var report = BenchReport()
    for (name, benchmark) in benchmarks {
      var rows: [StepMeasurement] = []
      for size in wantedSizes {
        let engines = try bearableEngines(benchmark, name, size, after: rows, progress)
        progress.show("\(name): \(size) elements")
        rows += try benchmark.measure(count: size, engines: engines, rounds: rounds)
      }
      report.append(rows, rule: name)
    }
    progress.finish()
    if !(benchmarks.first?.benchmark.hasCompiler ?? true) {
      Console.note("there is no clang on the PATH: no yardstick in C")
    }
    Console.write(json ? report.json.text + "\n" : report.text)
  }

  /// Steps that are expected to take longer are left out.
  private static let bearableSeconds = 1.0

  private var wantedSizes: [Int] {
    sizes.isEmpty ? [4_096, 65_536, 1_048_576, 16_777_216] : sizes.sorted()
  }

  private var engines: [StepEngine] {
    let automatic: [Backend] = InstructionSet.best == nil ? [.portable] : [.native, .portable]
    let wanted: [InstructionSet?] = sets.isEmpty ? [InstructionSet.best] : sets
    return (backends.isEmpty ? automatic : backends).flatMap { backend in
      (backend == .native ? wanted : [nil]).flatMap { isa in
        (threads.isEmpty ? [1] : threads).map { threads in
          StepEngine(backend: backend, isa: isa, threads: threads)
        }
      }
    }
  }

  private func requireMemory(for benchmark: StepBenchmark, _ name: String) throws {
    guard let available = AvailableMemory.bytes else { return }
    for size in wantedSizes {
      let required = try benchmark.requiredBytes(count: size, engines: engines)
      guard required > available else { continue }
      throw Failure(
        "\(name) with \(size) elements takes \(gigabytes(required)) of memory; "
          + "there are \(gigabytes(available)): give smaller sizes with --size"
      )
    }
  }

  private func gigabytes(_ bytes: Int) -> String {
    "\(shortNumber(Double(bytes) / 1e9, digits: 3)) GB"
  }

  /// The engines without those that a smaller size has shown to be too slow.
  private func bearableEngines(
    _ benchmark: StepBenchmark,
    _ name: String,
    _ size: Int,
    after rows: [StepMeasurement],
    _ progress: ProgressLine
  ) throws -> [StepEngine] {
    try engines.filter { engine in
      guard let last = rows.last(where: { $0.engine == engine }) else { return true }
      let seconds = try benchmark.expectedSeconds(count: size, after: last)
      guard seconds > Bench.bearableSeconds else { return true }
      progress.finish()
      Console.note(
        "\(name), \(size) elements, \(engine.backend.rawValue): left out, a step takes about "
          + "\(shortNumber(seconds, digits: 2)) s; --size \(size) alone measures it"
      )
      return false
    }
  }
}

/// Reads a number of elements, written as `65536` or `1e6`.
@Sendable
private func elementCount(_ argument: String) throws -> Int {
  // A tensor has no more elements (language of rules, limits).
  let most = 1 << 40
  guard let count = Int(argument) ?? Double(argument).flatMap({ Int(exactly: $0) }),
    (1...most).contains(count)
  else {
    throw ValidationError("give a whole number from 1 to \(most), such as 65536 or 1e6")
  }
  return count
}
