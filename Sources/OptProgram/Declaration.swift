/// The names every rule knows, in the order of their places in the table of variables.
public enum Builtin: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable {
  case weight
  case gradient
  case learningRate
  case stepNumber
  case totalSteps
  case rows
  case cols
  case rank
  case numel
  case update
  case evalWeight

  /// The name in `.opt` text.
  public var name: String {
    switch self {
    case .weight: "w"
    case .gradient: "g"
    case .learningRate: "lr"
    case .stepNumber: "t"
    case .totalSteps: "T"
    case .rows: "rows"
    case .cols: "cols"
    case .rank: "rank"
    case .numel: "numel"
    case .update: "update"
    case .evalWeight: "eval_w"
    }
  }

  /// The type of the value at the start of a step; nil for the names that are only assigned.
  public var type: ValueType? {
    switch self {
    case .weight, .gradient: .tensor
    case .learningRate, .stepNumber, .totalSteps: .modelScalar
    case .rows, .cols, .rank, .numel: .tensorScalar
    case .update, .evalWeight: nil
    }
  }

  /// Whether a statement may assign the name (semantics rule 1).
  public var isAssignable: Bool {
    switch self {
    case .weight, .gradient, .learningRate, .update, .evalWeight: true
    case .stepNumber, .totalSteps, .rows, .cols, .rank, .numel: false
    }
  }

  /// The variable of the name, the same in every program.
  public var variable: Variable { Variable(Int(rawValue)) }
}

extension Variable {
  /// Whether this is `rows`, `cols`, `rank` or `numel`.
  package var isTensorSize: Bool {
    (Builtin.rows.variable.index...Builtin.numel.variable.index).contains(index)
  }
}

/// How a state is kept between steps; arithmetic is always at full width.
public enum Storage: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable {
  /// As wide as the arithmetic.
  case full
  /// Upper half of a Float32, rounded to nearest even.
  case bf16
  /// Block-wise 8 bit, signed dynamic code book.
  case q8
  /// Block-wise 8 bit, unsigned dynamic code book.
  case q8u
}

/// What a rule may ask of the training loop beside the gradient.
public enum InputKind: Hashable, Sendable, BitwiseCopyable {
  /// An estimate of the Hessian's diagonal, of the tensor's shape.
  case hessianDiagonal(CurvatureEstimate)
  /// The loss of this step's batch, a scalar of the whole model.
  case loss
  /// The number of examples in this step's batch, a scalar of the whole model.
  case batchSize
  /// Independent random numbers of the tensor's shape, new in each step.
  case noise(NoiseDistribution)

  /// Every input there is.
  public static let all: [InputKind] =
    CurvatureEstimate.allCases.map { .hessianDiagonal($0) } + [.loss, .batchSize]
    + NoiseDistribution.allCases.map { .noise($0) }

  /// The type of the input's value.
  public var type: ValueType {
    switch self {
    case .hessianDiagonal, .noise: .tensor
    case .loss, .batchSize: .modelScalar
    }
  }
}

/// How a Hessian's diagonal is estimated.
public enum CurvatureEstimate: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable {
  /// `z * (H z)` with random signs z.
  case hutchinson
  /// Batch size times the squared gradient of the loss on labels sampled from the model.
  case gaussNewton
}

/// The distribution of declared noise.
public enum NoiseDistribution: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable {
  case normal
  case rademacher
  case uniform
}

/// A range of a hyperparameter, for tuning.
public struct HyperparameterRange: Hashable, Sendable, BitwiseCopyable {
  /// The smallest value.
  public var low: Double

  /// The largest value.
  public var high: Double

  /// Whether steps are multiplicative.
  public var isLogarithmic: Bool

  /// The range `low .. high`, both included.
  public init(low: Double, high: Double, isLogarithmic: Bool) {
    self.low = low
    self.high = high
    self.isLogarithmic = isLogarithmic
  }

  /// Whether the range is in order, not empty, and holds a value; a logarithmic range is above 0.
  public func contains(_ value: Double) -> Bool {
    low.isFinite && high.isFinite && low < high && (low > 0 || !isLogarithmic) && low <= value
      && value <= high
  }
}

/// What a variable is.
public enum Role: Hashable, Sendable, BitwiseCopyable {
  /// A name every rule knows.
  case builtin(Builtin)
  /// A number fixed before the run.
  case hyperparameter(default: Double, range: HyperparameterRange?)
  /// A value that is kept from step to step.
  case state(ValueType, Storage)
  /// A value the training loop supplies.
  case input(InputKind)
  /// A value of this step.
  case local

  var isBuiltin: Bool { if case .builtin = self { true } else { false } }

  var isHyperparameter: Bool { if case .hyperparameter = self { true } else { false } }

  /// Whether this is a value that is kept from step to step.
  public var isState: Bool { if case .state = self { true } else { false } }

  /// Whether this is a value of one step.
  package var isLocal: Bool { self == .local }
}

/// One entry of a program's table of variables.
public struct Declaration: Hashable, Sendable {
  /// The name in `.opt` text.
  public var name: String

  /// What the variable is.
  public var role: Role

  /// A variable of a name and a role.
  public init(_ name: String, _ role: Role) {
    self.name = name
    self.role = role
  }
}
