extension Graph {
  /// The cross-entropy of each row's label under the softmax of its logits, in nats.
  mutating func softmaxCrossEntropy(_ logits: Tensor, labels: Indices) -> Head {
    let shifted = apply(.sub, logits, expandRows(maxRows(logits), cols: logits.cols))
    let total = apply(.log, sumRows(apply(.exp, shifted)))
    let loss = apply(.sub, total, pick(shifted, labels))
    return Head(kind: .classification(logits: logits, labels: labels), loss: loss)
  }

  /// The cross-entropy of targets 0 and 1 under the logistic function of the logits, in nats.
  mutating func logisticLoss(_ logits: Tensor, targets: Tensor) -> Head {
    let loss = apply(.sub, apply(.softplus, logits), apply(.mul, logits, targets))
    return Head(kind: .logistic(logits: logits, targets: targets), loss: loss)
  }

  /// Half the squared distance of each row from its target.
  mutating func squaredLoss(_ predictions: Tensor, targets: Tensor) -> Head {
    let difference = apply(.sub, predictions, targets)
    let squares = apply(.mul, .tensor(difference), apply(.mul, difference, .constant(0.5)))
    return Head(
      kind: .regression(predictions: predictions, targets: targets),
      loss: sumRows(squares)
    )
  }

  private mutating func apply(_ function: PointwiseFunction, _ a: Operand, _ b: Tensor) -> Tensor {
    guard let result = apply(function, a, .tensor(b)).tensor else {
      preconditionFailure("an operation on a tensor gives a tensor")
    }
    return result
  }
}

/// Where a model ends: what it predicts, what it should have predicted, and the loss of each example.
package struct Head: Sendable {
  /// What the model predicts.
  package enum Kind: Sendable {
    case classification(logits: Tensor, labels: Indices)
    case logistic(logits: Tensor, targets: Tensor)
    case regression(predictions: Tensor, targets: Tensor)
    /// Nothing: the loss itself is the subject.
    case function
  }

  package let kind: Kind

  /// One loss a row; the loss of a batch is their mean.
  package let loss: Tensor
}
