internal import NumericalCore
internal import PrivacyModel

/// A batch on its way through a convolution, without laying out patches: a patch is so many stretches of the padded image,
/// and the products read it where it lies.
///
/// An example's gradient G = Σ_t a_t δ_tᵀ sums over positions t of patches a_t and output gradients δ_t. Its norm comes
/// from G itself, or where that costs less from two Gram matrices,
/// ```
/// ‖G‖² = Σ_{t,u} (a_t · a_u)(δ_t · δ_u)
/// ```
/// and then G is laid out only where the sum nearly cancels.
///
/// - Reference: Bu, Wang, Zha and Karypis, "Differentially Private Optimization on Large Model at Small Cost",
///   arXiv:2210.00038, for the choice of the cheaper form layer by layer.
final class ConvolutionPass: LayerPass {
  private let layer: ConvolutionLayer
  private let copies: Int
  private let usesGram: Bool
  /// (capacity, padded height, padded width, channels); empty where nothing is padded.
  private let padded: FloatBuffer
  /// Where each patch of each example begins.
  private let patches: UnsafeMutablePointer<UnsafePointer<Float>?>
  /// (examples, patch, channels): each example's gradient at the weights, where that is the cheaper form.
  private let exampleGradients: FloatBuffer
  /// (examples, channels): each example's gradient at the bias.
  private let biasGradients: FloatBuffer
  /// Of one example, where the Gram form is the cheaper one: patches, their products, products of output gradients.
  private let gram: (patches: FloatBuffer, ofPatches: FloatBuffer, ofGradients: FloatBuffer)
  /// (patch, channels): an example's gradient, where the Gram form cannot tell its norm.
  private let laidOut: FloatBuffer
  private let inputGradient: ConvolutionInputGradient

  init(_ layer: ConvolutionLayer, capacity: Int, copies: Int) {
    (self.layer, self.copies) = (layer, copies)
    let (positions, patch, channels) = (copies * layer.positions, layer.patch, layer.output.channels)
    usesGram = positions * (patch + channels) < patch * channels
    let isPadded = layer.padding.height > layer.input.height || layer.padding.width > layer.input.width
    let image = layer.padding.height * layer.padding.width * layer.input.channels
    padded = FloatBuffer(count: isPadded ? capacity * image : 0)
    patches = .allocate(capacity: capacity * layer.positions)
    exampleGradients = FloatBuffer(count: usesGram ? 0 : capacity / copies * patch * channels)
    biasGradients = FloatBuffer(count: capacity / copies * channels)
    gram = (
      FloatBuffer(count: usesGram ? positions * patch : 0), FloatBuffer(count: usesGram ? positions * positions : 0),
      FloatBuffer(count: usesGram ? positions * positions : 0)
    )
    laidOut = FloatBuffer(count: usesGram ? patch * channels : 0)
    inputGradient = ConvolutionInputGradient(layer)
    patches.initialize(repeating: nil, count: capacity * layer.positions)
    if isPadded { for row in 0..<capacity { pointPatches(of: row, into: UnsafePointer(padded.base) + row * image) } }
  }

  deinit { patches.deallocate() }

  /// Points the patches of example `row` into its image, which has the padding around it.
  private func pointPatches(of row: Int, into image: UnsafePointer<Float>) {
    let line = layer.padding.width * layer.input.channels
    var index = row * layer.positions
    for y in 0..<layer.output.height {
      for x in 0..<layer.output.width {
        patches[index] = image + y * layer.stride * line + x * layer.stride * layer.input.channels
        index += 1
      }
    }
  }

  /// The patches of `count` rows of the batch from `row` on.
  private func rows(from row: Int, count: Int) -> ScatteredRows {
    ScatteredRows(
      UnsafePointer(patches) + row * layer.positions, count: count * layer.positions, pieces: layer.size,
      length: layer.size * layer.input.channels, stride: layer.padding.width * layer.input.channels)
  }

  func forward(_ batch: LayerBatch, parameters: UnsafePointer<Float>, into outputs: UnsafeMutablePointer<Float>) {
    let line = layer.input.width * layer.input.channels
    let paddedLine = layer.padding.width * layer.input.channels
    for row in 0..<batch.count {
      let image = batch.input(row)
      if padded.count == 0 {
        pointPatches(of: row, into: image)
      } else {
        let corner =
          padded.base + (row * layer.padding.height + layer.padding.top) * paddedLine
          + layer.padding.left * layer.input.channels
        for y in 0..<layer.input.height { (corner + y * paddedLine).update(from: image + y * line, count: line) }
      }
      multiply(
        rows(from: row, count: 1), parameters, columns: layer.output.channels,
        startingFrom: parameters + layer.patch * layer.output.channels, into: outputs + row * layer.output.count)
    }
  }

  func backward(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, parameters: UnsafePointer<Float>,
    into inputGradients: UnsafeMutablePointer<Float>?
  ) {
    guard let inputGradients else { return }
    inputGradient.prepare(weights: parameters)
    for row in 0..<batch.count {
      inputGradient.fill(inputGradients + row * layer.input.count, from: outputGradients + row * layer.output.count)
    }
  }

  func measure(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, into squaredNorms: UnsafeMutablePointer<Float>
  ) {
    let (channels, size) = (layer.output.channels, layer.patch * layer.output.channels)
    for example in 0..<batch.examples {
      let gradients = outputGradients + example * copies * layer.output.count
      let bias = biasGradients.base + example * channels
      sumRows(gradients, rows: copies * layer.positions, columns: channels, into: bias)
      var squaredNorm = sumOfSquares(bias, count: channels)
      if usesGram {
        squaredNorm += squaredNormByGram(example, gradients)
      } else {
        let own = exampleGradients.base + example * size
        multiplyTransposed(
          rows(from: example * copies, count: copies), by: gradients, columns: channels, into: own, keeping: 0)
        squaredNorm += sumOfSquares(own, count: size)
      }
      squaredNorms[example] = squaredNorm
    }
  }

  private func squaredNormByGram(_ example: Int, _ gradients: UnsafeMutablePointer<Float>) -> Float {
    let (positions, patch, channels) = (copies * layer.positions, layer.patch, layer.output.channels)
    let piece = layer.size * layer.input.channels
    for position in 0..<positions {
      guard let start = patches[example * positions + position] else { continue }
      for line in 0..<layer.size {
        (gram.patches.base + position * patch + line * piece)
          .update(from: start + line * layer.padding.width * layer.input.channels, count: piece)
      }
    }
    multiply(
      gram.patches.base, gram.patches.base, transposingB: true, into: gram.ofPatches.base, rows: positions,
      inner: patch, columns: positions)
    multiply(
      gradients, gradients, transposingB: true, into: gram.ofGradients.base, rows: positions, inner: channels,
      columns: positions)
    let squaredNorm = dotProduct(gram.ofPatches.base, gram.ofGradients.base, count: positions * positions)
    let most = (0..<positions).reduce(0.0) { sum, position in
      let place = position * (positions + 1)
      return sum + (Double(gram.ofPatches.base[place]) * Double(gram.ofGradients.base[place])).squareRoot()
    }
    // Where the positions nearly cancel, the rounding of the products would be all that is left of the norm.
    guard squaredNorm < 1e-3 * most * most else { return Float(squaredNorm) }
    multiplyTransposed(
      rows(from: example * copies, count: copies), by: gradients, columns: channels, into: laidOut.base, keeping: 0)
    return sumOfSquares(laidOut.base, count: patch * channels)
  }

  func accumulate(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, factors: UnsafePointer<Float>,
    isMeasured: Bool, into sum: UnsafeMutablePointer<Float>, keeping keep: Float
  ) {
    let (channels, size) = (layer.output.channels, layer.patch * layer.output.channels)
    if keep == 0 { sum.update(repeating: 0, count: size + channels) }
    guard !isMeasured || usesGram else {
      for example in 0..<batch.examples {
        add(exampleGradients.base + example * size, times: factors[example], to: sum, count: size)
        add(biasGradients.base + example * channels, times: factors[example], to: sum + size, count: channels)
      }
      return
    }
    scaleRows(
      outputGradients, examples: batch.examples, rows: copies * layer.positions, columns: channels, by: factors,
      addingTo: sum + size)
    for row in 0..<batch.count {
      multiplyTransposed(
        rows(from: row, count: 1), by: outputGradients + row * layer.output.count, columns: channels, into: sum,
        keeping: 1)
    }
  }
}
