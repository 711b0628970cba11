import OptProgram
import OptRuntime

/// One way of taking a step.
struct KernelContender {
  var name: String
  var isRoof = false
  var isYardstick = false
  var run: () -> Void

  /// Every way this machine has for a rule and a number of elements.
  static func all(of rule: BenchRule, count: Int) throws -> [KernelContender] {
    let memory = BenchMemory(rule, count: count)
    var contenders: [KernelContender] = []
    for isa in InstructionSet.supported {
      contenders.append(try step(rule, count, .native, isa))
      let kernel = ExecutableKernel(rule.kernel, backend: .native, isa: isa)
      contenders.append(
        KernelContender(name: "loop \(isa.rawValue)") { kernel.run(memory.arguments) }
      )
      let roof = ExecutableKernel(rule.roof, backend: .native, isa: isa)
      contenders.append(
        KernelContender(name: "roof \(isa.rawValue)", isRoof: true) { roof.run(memory.arguments) }
      )
    }
    contenders.append(try step(rule, count, .portable, nil))
    guard let clang = CompiledC.clang() else { return contenders }
    let yardstick = try CompiledC(rule.kernel, inPlace: rule.inPlace, clang: clang)
    contenders.append(
      KernelContender(name: "loop C", isYardstick: true) { yardstick.run(memory.arguments) }
    )
    let roof = try CompiledC(rule.roof, inPlace: rule.inPlace, clang: clang)
    contenders.append(
      KernelContender(name: "roof C", isRoof: true) { roof.run(memory.arguments) }
    )
    return contenders
  }

  /// A whole step of an optimizer of one tensor.
  private static func step(
    _ rule: BenchRule,
    _ count: Int,
    _ backend: Backend,
    _ isa: InstructionSet?
  ) throws -> KernelContender {
    let optimizer = try Optimizer(
      rule.program,
      tensors: [TensorShape([count])],
      configuration: Optimizer.Configuration(backend: backend, isa: isa)
    )
    let memory = BenchMemory(rule, count: count)
    let weights = [memory.arguments.outputs[0]]
    let gradients = [memory.arguments.inputs[1]]
    let name = ["step", backend.rawValue, isa?.rawValue].compactMap { $0 }.joined(separator: " ")
    return KernelContender(name: name) {
      withExtendedLifetime(memory) {
        _ = optimizer.step(weights: weights, gradients: gradients, learningRate: 1e-3)
      }
    }
  }
}
