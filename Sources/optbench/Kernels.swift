import ArgumentParser
import Foundation
import OptRuntime

/// Speed of the generated loops of AdamW and Lion against C and against the memory.
struct Kernels: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times the loops of AdamW and Lion against C and the roof.",
    discussion: """
      The C loop is printed from the same kernel and compiled with clang, where clang is found. The roof \
      is a loop over the same streams in place with one addition for each that is written.
      Example: optbench kernels --sizes 4096,65536 --rounds 31
      """
  )

  @Option(help: "Elements, separated by commas.")
  var sizes = "4096,65536,1048576,16777216"

  @Option(help: "Measurements of each loop, of which the median counts.")
  var rounds = 51

  @Flag(help: "One JSON object a line.")
  var json = false

  mutating func run() throws {
    let counts = sizes.split(separator: ",").compactMap { Int($0) }
    for rule in BenchRule.allCases {
      let contenders = try KernelContender.all(of: rule)
      for count in counts {
        let memory = BenchMemory(rule, count: count)
        let times = InterleavedTimer(rounds: rounds).measure(
          contenders.map { contender in { contender.run(memory.arguments) } }
        )
        report(rule, count, zip(contenders, times).map { ($0, $1.median) })
      }
    }
  }

  private func report(
    _ rule: BenchRule,
    _ count: Int,
    _ results: [(contender: KernelContender, seconds: Double)]
  ) {
    let roof = results.filter(\.contender.isRoof).map(\.seconds).min()
    let yardstick = results.first { $0.contender.isYardstick }?.seconds
    let bytes = Double(count * (2 * rule.stateStreams + 1) * 4)
    for (contender, seconds) in results {
      let row = KernelRow(
        rule: rule.rawValue,
        loop: contender.name,
        size: count,
        nsPerElement: seconds * 1e9 / Double(count),
        bytesPerSecond: bytes / seconds,
        roofFraction: roof.map { $0 / seconds },
        timesYardstick: yardstick.map { seconds / $0 }
      )
      print(json ? row.json : row.text)
    }
  }
}

/// One way of executing a kernel.
struct KernelContender {
  var name: String
  var isRoof = false
  var isYardstick = false
  var run: (KernelArguments) -> Void

  /// Every way this machine has for a rule.
  static func all(of rule: BenchRule) throws -> [KernelContender] {
    var contenders: [KernelContender] = []
    for isa in InstructionSet.supported {
      let kernel = ExecutableKernel(rule.kernel, backend: .native, isa: isa)
      contenders.append(KernelContender(name: "native \(isa.rawValue)") { kernel.run($0) })
      let roof = ExecutableKernel(rule.roof, backend: .native, isa: isa)
      contenders.append(
        KernelContender(name: "roof \(isa.rawValue)", isRoof: true) { roof.run($0) }
      )
    }
    let portable = ExecutableKernel(rule.kernel, backend: .portable)
    contenders.append(KernelContender(name: "portable") { portable.run($0) })
    guard let clang = CompiledC.clang() else { return contenders }
    let yardstick = try CompiledC(rule.kernel, inPlace: rule.inPlace, clang: clang)
    contenders.append(KernelContender(name: "C", isYardstick: true) { yardstick.run($0) })
    let roof = try CompiledC(rule.roof, inPlace: rule.inPlace, clang: clang)
    contenders.append(KernelContender(name: "roof C", isRoof: true) { roof.run($0) })
    return contenders
  }
}

/// One line of the report.
struct KernelRow: Encodable {
  var rule: String
  var loop: String
  var size: Int
  var nsPerElement: Double
  var bytesPerSecond: Double
  var roofFraction: Double?
  var timesYardstick: Double?

  var json: String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = .sortedKeys
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  var text: String {
    let fields = [
      rule.padded(6), loop.padded(14), String(size).padded(9),
      "\(nsPerElement.fixed(3)) ns/element".padded(18),
      "\((bytesPerSecond / 1e9).fixed(1)) GB/s".padded(11),
      roofFraction.map { "\(($0 * 100).fixed(0)) % of the roof" }?.padded(16) ?? "",
      timesYardstick.map { "\($0.fixed(2)) x C" } ?? "",
    ]
    return fields.joined(separator: " ")
  }
}

extension String {
  /// The text with spaces in front up to a width.
  func padded(_ width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}

extension Double {
  /// The number with some digits after the point.
  func fixed(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }
}
