extension Graph {
  /// `x W + b` with W of `inputs x outputs`, uniform with variance 1 / inputs, and b from 0.
  ///
  /// The variance is that of LeCun et al. 1998, "Efficient BackProp", section 4.6.
  mutating func linear(_ name: String, _ x: Tensor, outputs: Int) -> Tensor {
    let weight = parameter(
      "\(name).weight",
      [x.cols, outputs],
      .uniform(limit: (3 / Double(x.cols)).squareRoot())
    )
    let bias = parameter("\(name).bias", [outputs], .constant(0))
    return product(x, weight, bias: bias)
  }

  /// One learned row for each index, `width` wide.
  mutating func embedding(_ name: String, _ indices: Indices, entries: Int, width: Int) -> Tensor {
    let table = parameter("\(name).table", [entries, width], .uniform(limit: 3.0.squareRoot() / 2))
    return gather(table, indices)
  }

  /// The larger of x and 0.
  mutating func relu(_ x: Tensor) -> Tensor { apply(.relu, x) }

  /// The hyperbolic tangent.
  mutating func tanh(_ x: Tensor) -> Tensor { apply(.tanh, x) }

  /// x times the normal distribution function of x, in the approximation by tanh.
  ///
  /// Hendrycks, Gimpel 2016, "Gaussian Error Linear Units", section 2.
  mutating func gelu(_ x: Tensor) -> Tensor {
    let cube = apply(.mul, x, apply(.mul, x, x))
    let inner = apply(.add, x, apply(.mul, cube, .constant(0.044715)))
    let scaled = apply(.mul, inner, .constant((2 / Double.pi).squareRoot()))
    let half = apply(.mul, x, .constant(0.5))
    return apply(.mul, half, apply(.add, apply(.tanh, scaled), .constant(1)))
  }

  /// Linear layers of the given widths, each followed by an activation.
  mutating func perceptron(
    _ x: Tensor,
    hidden: [Int],
    activation: (inout Graph, Tensor) -> Tensor
  ) -> Tensor {
    var x = x
    for (place, width) in hidden.enumerated() {
      x = activation(&self, linear("hidden\(place + 1)", x, outputs: width))
    }
    return x
  }
}
