import ArgumentParser
import Foundation
import OptLanguage
import OptProgram
import OptRuntime

/// `optsearch apply`: an update rule on given numbers.
struct Apply: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Apply a rule to weights and gradients from safetensors files.",
    discussion: """
      Takes one step for each gradients file and writes the new weights. Tensors are named alike in all \
      files. Declared inputs come from --inputs, one file a step: `hessian_diag.NAME` and `noise.NAME` \
      for each tensor, `loss` and `batch_size` as single numbers.

      Examples:
        optsearch apply adamw --weights w.safetensors --gradients g1.safetensors g2.safetensors \\
          --lr 0.01 --precision f64 --out new.safetensors
        optsearch apply lion --weights w.safetensors --gradients g3.safetensors --lr 1e-3 \\
          --state-in state.safetensors --state-out state.safetensors --force --out new.safetensors
      """
  )

  /// The arithmetic of the rule.
  enum Precision: String, CaseIterable, ExpressibleByArgument {
    case f32
    case f64
  }

  @Argument(help: "The rule: FILE.opt, FILE.opt:NAME or a shipped rule's name.")
  var rule: RuleReference

  @Option(help: "The weights before the first step.")
  var weights: String

  @Option(parsing: .upToNextOption, help: "One file of gradients for each step.")
  var gradients: [String]

  @Option(parsing: .upToNextOption, help: "One file of declared inputs for each step.")
  var inputs: [String] = []

  @Option(
    name: .customLong("lr"),
    parsing: .unconditional,
    help: "The learning rate of every step.",
    transform: number()
  )
  var learningRate = 1e-3

  @Option(
    name: .customLong("set"),
    parsing: .unconditionalSingleValue,
    help: "A hyperparameter as NAME=VALUE; may be repeated.",
    transform: Assignment.init(argument:)
  )
  var assignments: [Assignment] = []

  @Option(
    parsing: .unconditional,
    help: "The value of T, the total number of steps; 0 when unknown.",
    transform: wholeNumber(atLeast: 0)
  )
  var totalSteps = 0

  @Option(help: "Continue from states written by --state-out.")
  var stateIn: String?

  @Option(help: "Write the states after the last step.")
  var stateOut: String?

  @Option(help: "f32 (the bits of every back end) or f64.")
  var precision: Precision = .f32

  @Option(help: "The file of new weights.")
  var out: String

  @Flag(help: "Overwrite the files of --out and --state-out.")
  var force = false

  func validate() throws {
    if gradients.isEmpty { throw ValidationError("--gradients needs a file for each step") }
    if !inputs.isEmpty, inputs.count != gradients.count {
      throw ValidationError(
        "\(gradients.count) gradients files need as many --inputs files, not \(inputs.count)"
      )
    }
  }

  func run() throws {
    for path in [out, stateOut].compactMap(\.self) {
      try OutputFile.refuse(existing: path, force: force)
    }
    switch precision {
    case .f32: try apply(Float.self)
    case .f64: try apply(Double.self)
    }
  }

  private func apply<Real: ReferenceReal & SafeTensorsElement>(_ type: Real.Type) throws {
    let loaded = try RuleLoader.load(rule)
    let start = try SafeTensorsFile(path: weights)
    let layout = TensorLayout(start.tensors)
    let optimizer = try optimizer(loaded, layout, type)
    if let stateIn {
      try StateFile.restore(optimizer, from: stateIn, layout)
    }
    var values: [[Real]] = try layout.elements(of: start, in: weights)
    for (step, path) in gradients.enumerated() {
      let gradient: [[Real]] = try layout.elements(of: try SafeTensorsFile(path: path), in: path)
      let stepInputs: ReferenceInputs<Real> =
        inputs.isEmpty
        ? ReferenceInputs() : try layout.inputs(from: inputs[step], for: loaded.program)
      try refuseMissing(stepInputs, loaded.program)
      let outcome = optimizer.step(
        weights: &values,
        gradients: gradient,
        learningRate: learningRate,
        inputs: stepInputs
      )
      if case .failed(let failure) = outcome {
        throw Failure(
          "step \(optimizer.stepNumber), tensor `\(layout.names[failure.tensor])`: a matrix function has no result (\(failure.reason))"
        )
      }
    }
    let tensors = zip(layout.tensors, values).map { tensor, elements in
      Real.tensor(name: tensor.name, shape: tensor.shape, elements)
    }
    try OutputFile.write(SafeTensorsFile(tensors: tensors).content, to: out, force: force)
    if let stateOut {
      let state = StateFile.content(of: optimizer.saveState(), layout)
      try OutputFile.write(state, to: stateOut, force: force)
    }
  }

  private func optimizer<Real: ReferenceReal>(
    _ loaded: LoadedRule,
    _ layout: TensorLayout,
    _ type: Real.Type
  ) throws -> ReferenceOptimizer<Real> {
    let configuration = Optimizer.Configuration(
      backend: .reference,
      hyperparameters: try loaded.hyperparameters(setting: assignments),
      totalSteps: totalSteps
    )
    do {
      return try ReferenceOptimizer(
        loaded.program,
        tensors: layout.shapes,
        configuration: configuration
      )
    } catch {
      throw Failure("\(loaded.name): \(error)")
    }
  }

  /// An input that the rule declares and no file gives would be NaN, silently.
  private func refuseMissing<Real>(_ given: ReferenceInputs<Real>, _ program: Program) throws {
    for variable in program.inputs {
      guard case .input(let kind) = program[variable].role else { continue }
      let (isGiven, key) =
        switch kind {
        case .hessianDiagonal(.hutchinson):
          (!given.hutchinsonDiagonal.isEmpty, "hessian_diag.NAME")
        case .hessianDiagonal(.gaussNewton):
          (!given.gaussNewtonDiagonal.isEmpty, "hessian_diag.NAME")
        case .loss: (!given.loss.isNaN, "loss")
        case .batchSize: (!given.batchSize.isNaN, "batch_size")
        case .noise: (true, "noise.NAME")
        }
      guard isGiven else {
        throw Failure(
          "the rule reads the input `\(program[variable].name)`: give it as `\(key)` in --inputs"
        )
      }
    }
  }
}
