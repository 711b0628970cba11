import Foundation
import OptDiagnostics
import OptLanguage
import OptProgram
import OptRuntime
import Testing

@testable import OptBenchmark

/// What a measurement of steps rests on.
struct StepBenchmarkTests {
  private func program(_ name: String) throws -> Program {
    let text = try #require(ShippedRules.source(named: name))
    return try #require(Compiler.compile(SourceFile(path: name, text: text)).rules.first).program
  }

  private func profile(_ name: String, _ shape: TensorShape) throws -> StepProfile {
    try StepProfile(of: try program(name), tensor: shape)
  }

  @Test(arguments: [
    ("adamw", [4_096: 4], [4_096: 3]),
    ("lion", [4_096: 3], [4_096: 2]),
    ("sgd", [4_096: 2], [4_096: 1]),
    // Row means, column means, and no momentum.
    ("adafactor", [4_096: 2, 64: 1, 256: 1], [4_096: 1, 64: 1, 256: 1]),
  ])
  func `the arrays of a step are counted with their sizes`(
    name: String,
    reads: [Int: Int],
    writes: [Int: Int]
  ) throws {
    let arrays = try profile(name, TensorShape([16, 64])).arrays
    func counts(_ matches: (StepProfile.StoredArray) -> Bool) -> [Int: Int] {
      arrays.filter(matches).reduce(into: [:]) { $0[$1.byteCount, default: 0] += 1 }
    }
    #expect(counts(\.isRead) == reads)
    #expect(counts(\.isWritten) == writes)
  }

  @Test func `narrow states count with their own width, and have a roof of their own`() throws {
    let profile = try profile("adamw_bf16", TensorShape([64, 64]))
    #expect(profile.arrays.map(\.byteCount).sorted() == [8_192, 8_192, 16_384, 16_384])
    let roofs = FusedLoop.roofs(of: profile)
    #expect(roofs.map(\.count) == [2_048, 4_096])
    #expect(roofs.map(\.kernel.inputCount) == [2, 2])
    #expect(roofs.map(\.kernel.stores.count) == [2, 1])
    #expect(FusedLoop(step: profile, count: 4_096) == nil)
  }

  @Test(.enabled(if: CompiledC.clang() != nil), arguments: ["adamw", "lion", "ademamix", "yogi"])
  func `the loop in C has the bits of the kernel`(name: String) throws {
    let count = 77
    let profile = try profile(name, TensorShape([count]))
    let loop = try #require(FusedLoop(step: profile, count: count))
    let compiled = try #require(try YardstickCompiler()?.compile(loop))
    let kernel = ExecutableKernel(loop.kernel, backend: .portable)
    func results(threads: Int, _ run: (KernelArguments) -> Void) -> [[UInt32]] {
      let memory = LoopMemory(loop)
      for _ in 0..<3 { for slice in memory.slices(threads: threads) { slice.run(1, run) } }
      var bits: [[UInt32]] = []
      memory.slices(threads: 1)[0].run(1) { whole in
        bits = (0..<loop.kernel.inputCount).map { stream in
          (0..<count).map { whole.inputs[stream][$0].bitPattern }
        }
      }
      return bits
    }
    let expected = results(threads: 1) { kernel.run($0) }
    #expect(results(threads: 1) { compiled.run($0) } == expected)
    #expect(results(threads: 3) { compiled.run($0) } == expected)
    #expect(results(threads: 9) { compiled.run($0) } == expected)
  }

  @Test func `a compiler that fails is told`() throws {
    let profile = try profile("lion", TensorShape([8]))
    let loop = try #require(FusedLoop(step: profile, count: 8))
    let error = #expect(throws: CompiledC.Failure.self) {
      try CompiledC(loop.kernel, inPlace: loop.inPlace, clang: URL(filePath: "/bin/false"))
    }
    #expect(error?.description.hasPrefix("clang could not compile") == true)
  }

  @Test func `what stands in for machine code is not passed off as such`() throws {
    let engine = StepEngine(backend: .native, isa: nil, threads: 1)
    let error = #expect(throws: MissingMachineCode.self) {
      try StepBenchmark(try program("lion")).measure(count: 16, engines: [engine], rounds: 1)
    }
    #expect(error?.description.contains("the processor has no avx2") == true)
  }

  @Test func `a size becomes a matrix as square as it can be`() {
    #expect(StepBenchmark.tensor(count: 65_536).dimensions == [256, 256])
    #expect(StepBenchmark.tensor(count: 24).dimensions == [4, 6])
    #expect(StepBenchmark.tensor(count: 17).dimensions == [17])
    #expect(StepBenchmark.tensor(count: 1).dimensions == [1])
  }

  @Test func `matrix functions are expected to take longer than their elements`() throws {
    let engine = StepEngine(backend: .portable, isa: nil, threads: 1)
    let muon = StepBenchmark(try program("muon"))
    let row = try muon.measure(count: 16, engines: [engine], rounds: 1)[0]
    #expect(try muon.expectedSeconds(count: 64, after: row) == row.seconds * 8)
    let lion = StepBenchmark(try program("lion"))
    let other = try lion.measure(count: 16, engines: [engine], rounds: 1)[0]
    #expect(try lion.expectedSeconds(count: 64, after: other) == other.seconds * 4)
  }
}

/// Times of work on several threads.
struct InterleavedTimerTests {
  @Test func `every contender runs, and threads run together as often as asked`() {
    nonisolated(unsafe) var counts = [0, 0, 0]
    let single = TimedWork { counts[0] += 1 }
    let double = TimedWork(together: [{ counts[1] += $0 }, { counts[2] += $0 }])
    var timer = InterleavedTimer(rounds: 3)
    timer.atLeast = .zero
    let results = timer.measure([single, double])
    #expect(counts == [8, 8, 8])
    #expect(results.allSatisfy { $0.least <= $0.median && $0.least >= 0 })
  }

  @Test func `a slow first execution does not tell how often to repeat`() {
    nonisolated(unsafe) var count = 0
    let work = TimedWork {
      if count == 0 { Thread.sleep(forTimeInterval: 0.01) }
      count += 1
    }
    var timer = InterleavedTimer(rounds: 1)
    timer.atLeast = .milliseconds(5)
    _ = timer.measure([work])
    #expect(count > 100)
  }
}
