extension Graph {
  /// Rows shifted to mean 0 and scaled to variance 1, then a learned gain and bias for each column.
  ///
  /// Ba, Kiros, Hinton 2016, "Layer Normalization", equation 4.
  mutating func layerNorm(_ name: String, _ x: Tensor) -> Tensor {
    let share = Operand.constant(1 / Double(x.cols))
    let gain = parameter("\(name).gain", [x.cols], .constant(1)).reshaped(1, x.cols)
    let bias = parameter("\(name).bias", [x.cols], .constant(0)).reshaped(1, x.cols)
    let mean = apply(.mul, sumRows(x), share)
    let centered = apply(.sub, x, expandRows(mean, cols: x.cols))
    let variance = apply(.mul, sumRows(apply(.mul, centered, centered)), share)
    let scale = apply(.rsqrt, apply(.add, variance, .constant(1e-5)))
    let normal = apply(.mul, centered, expandRows(scale, cols: x.cols))
    let scaled = apply(.mul, normal, expandColumns(gain, rows: x.rows))
    return apply(.add, scaled, expandColumns(bias, rows: x.rows))
  }

  /// The softmax of each row.
  mutating func softmax(_ x: Tensor) -> Tensor {
    let powers = apply(.exp, apply(.sub, x, expandRows(maxRows(x), cols: x.cols)))
    return apply(.div, powers, expandRows(sumRows(powers), cols: x.cols))
  }

  /// Scaled dot-product attention with several heads; a position sees itself and those before it.
  ///
  /// Vaswani et al. 2017, "Attention Is All You Need", section 3.2. `x` has one row a position, sequence
  /// after sequence.
  mutating func causalAttention(
    _ name: String,
    _ x: Tensor,
    sequence length: Int,
    heads: Int
  ) -> Tensor {
    let (width, sequences) = (x.cols, x.rows / length)
    let query = linear("\(name).query", x, outputs: width)
    let key = linear("\(name).key", x, outputs: width)
    let value = linear("\(name).value", x, outputs: width)
    func head(_ tensor: Tensor, isTransposed: Bool = false) -> MatrixView {
      MatrixView(
        tensor,
        isTransposed: isTransposed,
        leadingDimension: width,
        outerStride: length * width,
        innerStride: width / heads
      )
    }
    func square(_ tensor: Tensor) -> MatrixView {
      MatrixView(
        tensor,
        leadingDimension: length,
        outerStride: heads * length * length,
        innerStride: length * length
      )
    }
    let rows = sequences * heads * length
    let scores = product(
      ProductOperation(
        rows: length,
        columns: length,
        depth: width / heads,
        a: head(query),
        b: head(key, isTransposed: true),
        result: head(query),
        outerCount: sequences,
        innerCount: heads
      ),
      rows: rows,
      cols: length,
      view: square
    )
    let scale = Operand.constant(1 / Double(width / heads).squareRoot())
    let masked = apply(
      .add,
      apply(.mul, scores, scale),
      constant(rows, length, repeating: causalMask(length))
    )
    let mixed = product(
      ProductOperation(
        rows: length,
        columns: width / heads,
        depth: length,
        a: square(softmax(masked)),
        b: head(value),
        result: head(value),
        outerCount: sequences,
        innerCount: heads
      ),
      rows: x.rows,
      cols: width,
      view: { head($0) }
    )
    return linear("\(name).output", mixed, outputs: width)
  }

  /// One block of a decoder: attention, then a GELU layer four times as wide, each after a layer norm
  /// and added to its input.
  mutating func decoderBlock(
    _ name: String,
    _ x: Tensor,
    sequence length: Int,
    heads: Int
  ) -> Tensor {
    let attended = causalAttention(
      "\(name).attention",
      layerNorm("\(name).norm1", x),
      sequence: length,
      heads: heads
    )
    let middle = apply(.add, x, attended)
    let inner = gelu(
      linear("\(name).inner", layerNorm("\(name).norm2", middle), outputs: 4 * x.cols)
    )
    return apply(.add, middle, linear("\(name).outer", inner, outputs: x.cols))
  }

  /// A decoder-only transformer up to its last layer norm: embeddings of tokens and places, blocks.
  mutating func decoder(
    _ tokens: Indices,
    entries: Int,
    sequence length: Int,
    width: Int,
    heads: Int,
    blocks: Int
  ) -> Tensor {
    let places = parameter("places.table", [length, width], .uniform(limit: 3.0.squareRoot() / 2))
    let sequences = tokens.count / length
    let embedded = embedding("tokens", tokens, entries: entries, width: width)
    let positions = expandColumns(places.reshaped(1, length * width), rows: sequences)
    var x = apply(.add, embedded, positions.reshaped(tokens.count, width))
    for block in 1...blocks {
      x = decoderBlock("block\(block)", x, sequence: length, heads: heads)
    }
    return layerNorm("norm", x)
  }

  /// Added to scores: nothing up to the own position, a number whose exponential is 0 beyond.
  private func causalMask(_ length: Int) -> [Double] {
    (0..<(length * length)).map { $0 % length <= $0 / length ? 0 : -1e9 }
  }
}
