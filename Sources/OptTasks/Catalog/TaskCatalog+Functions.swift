import OptProgram

extension TaskCatalog {
  /// A quadratic function with curvatures from 1 to 1e-4 in directions that are not the axes.
  static let quadratic = [
    (size: 1, side: 6, steps: 300), (size: 10, side: 16, steps: 600),
    (size: 100, side: 32, steps: 2_000),
  ].map { form in
    function(
      family: "quadratic",
      size: form.size,
      summary: "quadratic function of \(form.side * form.side) numbers, curvatures from 1 to 1e-4 "
        + "in rotated directions, smallest value 0",
      steps: form.steps
    ) { graph in
      let count = form.side * form.side
      let w = graph.parameter("w", [form.side, form.side], .uniform(limit: 2))
      let curvatures = (0..<count).map { HostMath.pow(1e-4, Double($0) / Double(count - 1)) / 2 }
      let once = graph.reflected(graph.apart(w.reshaped(1, count)), index: 0)
      let rotated = graph.reflected(once, index: 1)
      let squares = graph.apply(.mul, rotated, rotated)
      return graph.sumRows(
        graph.apply(.mul, squares, graph.constant(1, count, repeating: curvatures))
      )
    }
  }

  /// A curved valley: the sum of 100 (x[i+1] - x[i]^2)^2 + (1 - x[i])^2, divided by its terms.
  ///
  /// Rosenbrock 1960, "An Automatic Method for Finding the Greatest or Least Value of a Function".
  static let rosenbrock = [
    (size: 1, count: 16, steps: 500), (size: 10, count: 64, steps: 1_500),
    (size: 100, count: 256, steps: 4_000),
  ].map { form in
    function(
      family: "rosenbrock",
      size: form.size,
      summary: "Rosenbrock's curved valley in \(form.count) dimensions, smallest value 0",
      steps: form.steps
    ) { graph in
      let x = graph.parameter("x", [form.count], .uniform(limit: 1.5))
      let pairs = form.count - 1
      let left = graph.gather(x, graph.table((0..<pairs).map { Int32($0) }))
      let right = graph.gather(x, graph.table((0..<pairs).map { Int32($0 + 1) }))
      let valley = graph.apply(.sub, right, graph.apply(.mul, left, left))
      let slope = graph.apply(.sub, left, .constant(1))
      let steep = graph.apply(
        .mul,
        valley,
        .tensor(graph.apply(.mul, valley, .constant(100 / Double(pairs))))
      )
      let flat = graph.apply(
        .mul,
        slope,
        .tensor(graph.apply(.mul, slope, .constant(1 / Double(pairs))))
      )
      return graph.sumRows(graph.apply(.add, steep, flat).reshaped(1, pairs))
    }
  }

  /// A quadratic function of which each example shows a few noisy coordinates, some of them rarely.
  static let noisySparse = [
    (size: 1, rows: 16, cols: 8, batch: 64, steps: 300),
    (size: 10, rows: 64, cols: 8, batch: 64, steps: 750),
    (size: 100, rows: 256, cols: 16, batch: 64, steps: 1_000),
  ].map { form in
    let count = form.rows * form.cols
    return ProxyTask(
      family: "noisy-sparse",
      size: form.size,
      summary: "quadratic function of \(count) numbers, seen through noise a few at a time, "
        + "smallest value 0",
      steps: form.steps,
      batchSize: form.batch,
      metric: .none,
      data: { DataSets.sparseNoise(count: count) },
      model: { graph, examples in
        let w = graph.parameter("w", [form.rows, form.cols], .uniform(limit: 2))
        let mask = graph.features(0..<count, examples: examples)
        let noise = graph.features(count..<(2 * count), examples: examples)
        let seen = graph.apply(
          .add,
          graph.expandColumns(graph.apart(w.reshaped(1, count)), rows: examples),
          noise
        )
        let squares = graph.apply(.mul, seen, seen)
        let loss = graph.sumRows(graph.apply(.mul, squares, mask))
        return Head(kind: .function, loss: loss)
      }
    )
  }

  /// A task without data: a function of its parameters.
  private static func function(
    family: String,
    size: Int,
    summary: String,
    steps: Int,
    value: @escaping @Sendable (inout Graph) -> Tensor
  ) -> ProxyTask {
    ProxyTask(
      family: family,
      size: size,
      summary: summary,
      steps: steps,
      batchSize: 1,
      metric: .none,
      data: {
        let single = Examples(count: 1)
        return DataSplit(training: single, validation: single, test: single)
      },
      model: { graph, examples in
        let loss = value(&graph)
        return Head(
          kind: .function,
          loss: examples == 1 ? loss : graph.expandColumns(loss, rows: examples)
        )
      }
    )
  }
}

extension Graph {
  /// The way from a fixed random point, not 0: there decay of weights alone would find the optimum.
  fileprivate mutating func apart(_ x: Tensor) -> Tensor {
    var stream = RandomStream(seed: 2, purpose: .data)
    let center = (0..<x.count).map { _ in 2 * stream.uniform() - 1 }
    return apply(.sub, x, constant(x.rows, x.cols, repeating: center))
  }

  /// The mirror image of a row vector in a random plane, always the same one (Householder 1958).
  fileprivate mutating func reflected(_ x: Tensor, index: UInt64) -> Tensor {
    var stream = RandomStream(seed: 1, purpose: .data, index: index)
    let direction = (0..<x.cols).map { _ in stream.normal() }
    let norm = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let unit = constant(1, x.cols, repeating: direction.map { $0 / norm })
    let share = apply(.mul, product(x, unit.reshaped(x.cols, 1)), .constant(2))
    return apply(.sub, x, apply(.mul, expandRows(share, cols: x.cols), unit))
  }
}
