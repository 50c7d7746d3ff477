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
/// and then G is never laid out.
///
/// - Reference: Bu, Wang, Zha and Karypis, "Differentially Private Optimization on Large Model at Small Cost",
///   arXiv:2210.00038, for the choice of the cheaper form layer by layer.
final class ConvolutionPass: LayerPass {
  private let layer: ConvolutionLayer
  private let usesGram: Bool
  /// (capacity, padded height, padded width, channels); empty where nothing is padded.
  private let padded: FloatBuffer
  /// Where each patch of each example begins.
  private let patches: UnsafeMutablePointer<UnsafePointer<Float>?>
  /// (capacity, patch, channels): each example's gradient at the weights, where that is the cheaper form.
  private let exampleGradients: FloatBuffer
  /// (capacity, channels): each example's gradient at the bias.
  private let biasGradients: FloatBuffer
  /// Of one example, where the Gram form is the cheaper one: patches, their products, products of output gradients.
  private let gram: (patches: FloatBuffer, ofPatches: FloatBuffer, ofGradients: FloatBuffer)
  private let inputGradient: ConvolutionInputGradient

  init(_ layer: ConvolutionLayer, capacity: Int) {
    self.layer = layer
    let (positions, patch, channels) = (layer.positions, layer.patch, layer.output.channels)
    usesGram = positions * (patch + channels) < patch * channels
    let isPadded = layer.padding.height > layer.input.height || layer.padding.width > layer.input.width
    let image = layer.padding.height * layer.padding.width * layer.input.channels
    padded = FloatBuffer(count: isPadded ? capacity * image : 0)
    patches = .allocate(capacity: capacity * positions)
    exampleGradients = FloatBuffer(count: usesGram ? 0 : capacity * patch * channels)
    biasGradients = FloatBuffer(count: capacity * channels)
    gram = (
      FloatBuffer(count: usesGram ? positions * patch : 0), FloatBuffer(count: usesGram ? positions * positions : 0),
      FloatBuffer(count: usesGram ? positions * positions : 0)
    )
    inputGradient = ConvolutionInputGradient(layer)
    patches.initialize(repeating: nil, count: capacity * positions)
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

  /// The patches of `count` examples from `row` on.
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
    let (positions, channels, size) = (layer.positions, layer.output.channels, layer.patch * layer.output.channels)
    for row in 0..<batch.count {
      let gradients = outputGradients + row * layer.output.count
      let bias = biasGradients.base + row * channels
      bias.update(repeating: 0, count: channels)
      for position in 0..<positions { add(gradients + position * channels, times: 1, to: bias, count: channels) }
      var squaredNorm = sumOfSquares(bias, count: channels)
      if usesGram {
        squaredNorm += squaredNormByGram(row, gradients)
      } else {
        let own = exampleGradients.base + row * size
        multiplyTransposed(rows(from: row, count: 1), by: gradients, columns: channels, into: own, keeping: 0)
        squaredNorm += sumOfSquares(own, count: size)
      }
      squaredNorms[row] = squaredNorm
    }
  }

  private func squaredNormByGram(_ row: Int, _ gradients: UnsafeMutablePointer<Float>) -> Float {
    let (positions, patch, channels) = (layer.positions, layer.patch, layer.output.channels)
    let piece = layer.size * layer.input.channels
    for position in 0..<positions {
      guard let start = patches[row * positions + position] else { continue }
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
    // Rounding may take a squared norm of almost nothing below 0.
    return max(
      0, Float(dotProduct(gram.ofPatches.base, gram.ofGradients.base, count: positions * positions)))
  }

  func accumulate(
    _ outputGradients: UnsafeMutablePointer<Float>, _ batch: LayerBatch, factors: UnsafePointer<Float>,
    isMeasured: Bool, into sum: UnsafeMutablePointer<Float>
  ) {
    let (channels, size) = (layer.output.channels, layer.patch * layer.output.channels)
    for row in 0..<batch.count {
      if isMeasured, !usesGram {
        add(exampleGradients.base + row * size, times: factors[row], to: sum, count: size)
        add(biasGradients.base + row * channels, times: factors[row], to: sum + size, count: channels)
      } else {
        let gradients = outputGradients + row * layer.output.count
        for position in 0..<layer.positions {
          let gradient = gradients + position * channels
          for channel in 0..<channels { gradient[channel] *= factors[row] }
          add(gradient, times: 1, to: sum + size, count: channels)
        }
        multiplyTransposed(rows(from: row, count: 1), by: gradients, columns: channels, into: sum, keeping: 1)
      }
    }
  }
}
