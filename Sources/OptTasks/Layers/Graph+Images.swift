/// A batch of images as a matrix: one row an image, pixels row by row, channels together.
struct Images {
  var tensor: Tensor
  var height: Int
  var width: Int
  var channels: Int

  var examples: Int { tensor.count / (height * width * channels) }

  /// One row a pixel.
  var pixels: Tensor { tensor.reshaped(examples * height * width, channels) }
}

extension Graph {
  /// A convolution with a `size x size` window, stride 1 and zeros beyond the border.
  ///
  /// Windows become rows, so that it is one product with a matrix of `size * size * channels` by
  /// `outputs`.
  mutating func convolution(
    _ name: String,
    _ images: Images,
    size: Int,
    outputs: Int
  ) -> Images {
    let (height, width) = (images.height, images.width)
    var places: [Int32] = []
    for example in 0..<images.examples {
      for y in 0..<height {
        for x in 0..<width {
          for window in 0..<(size * size) {
            let row = y + window / size - size / 2
            let column = x + window % size - size / 2
            let isInside = (0..<height).contains(row) && (0..<width).contains(column)
            places.append(isInside ? Int32((example * height + row) * width + column) : -1)
          }
        }
      }
    }
    let windows = gather(images.pixels, table(places))
    let matrix = windows.reshaped(
      images.examples * height * width,
      size * size * images.channels
    )
    return Images(
      tensor: linear(name, matrix, outputs: outputs),
      height: height,
      width: width,
      channels: outputs
    )
  }

  /// The largest value of each 2 x 2 window and channel, windows side by side.
  mutating func maxPool(_ images: Images) -> Images {
    let (height, width) = (images.height / 2, images.width / 2)
    let corners = (0..<4).map { corner in
      var places: [Int32] = []
      for example in 0..<images.examples {
        for y in 0..<height {
          for x in 0..<width {
            let row = example * images.height + 2 * y + corner / 2
            places.append(Int32(row * images.width + 2 * x + corner % 2))
          }
        }
      }
      return gather(images.pixels, table(places))
    }
    let top = apply(.max, corners[0], corners[1])
    let bottom = apply(.max, corners[2], corners[3])
    return Images(
      tensor: apply(.max, top, bottom),
      height: height,
      width: width,
      channels: images.channels
    )
  }
}
