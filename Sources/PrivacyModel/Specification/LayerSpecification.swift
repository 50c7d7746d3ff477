/// One layer of a model.
package indirect enum LayerSpecification: Hashable, Sendable {
  case dense(units: Int)
  case convolution(channels: Int, size: Int, stride: Int, padding: PaddingName)
  case maxPooling(size: Int, stride: Int)
  case averagePooling(size: Int, stride: Int)
  /// The mean over the whole image, which must be square, channel by channel.
  case globalAveragePooling
  case activation(ActivationName)
  case groupNormalisation(groups: Int)
  case layerNormalisation
  case dropout(probability: Double)
  /// A vector for each of the features, which are token numbers.
  case embedding(vocabulary: Int, dimensions: Int)
  /// The body's outputs plus those of the shortcut, or plus the inputs where the shortcut is empty.
  case residual(body: [LayerSpecification], shortcut: [LayerSpecification])

  package enum Kind: String, Codable, Sendable, CaseIterable {
    case dense, convolution
    case maxPooling = "max-pooling"
    case averagePooling = "average-pooling"
    case globalAveragePooling = "global-average-pooling"
    case relu, tanh, gelu
    case groupNormalisation = "group-normalisation"
    case layerNormalisation = "layer-normalisation"
    case batchNormalisation = "batch-normalisation"
    case dropout, embedding, residual
  }
}

/// What a convolution assumes beyond the edge of an image.
package enum PaddingName: String, Codable, Sendable, CaseIterable {
  /// Zeros, so many that stride 1 keeps the sides.
  case same
  /// Nothing: kernels stay inside.
  case valid
}

/// What training minimises.
package enum LossName: String, Codable, Sendable, CaseIterable {
  /// Of the softmax of one output for each class.
  case crossEntropy = "cross-entropy"
  /// Half the squared distance of the outputs from the one-hot label.
  case squared
  /// The cross-entropy of one output for two classes.
  case logistic
}

extension LayerSpecification {
  /// Batch normalisation lets every example's outputs depend on the whole batch.
  package static let noBatchNormalisation =
    "group-normalisation or layer-normalisation: batch normalisation mixes the examples of a batch, so that no example "
    + "has a gradient of its own to clip, and no privacy statement holds"

  private static let allowedSize = 1...1_000_000

  /// The shape that comes out of the layer when `input` goes in.
  ///
  /// - Throws: `InvalidValue` for `key` and the name in it, where the layer does not fit.
  package func output(of input: ExampleShape, key: String) throws -> ExampleShape {
    let output = try unboundedOutput(of: input, key: key)
    let (area, isTooMuch) = output.height.multipliedReportingOverflow(by: output.width)
    guard !isTooMuch, area <= Self.mostOutputs / max(output.channels, 1) else {
      throw InvalidValue(key: key, allowed: "of at most \(Self.mostOutputs) outputs", got: "\(output)")
    }
    return output
  }

  /// So many examples at once have to find room in memory, that a layer may not have more outputs.
  private static let mostOutputs = 20_000_000

  private func unboundedOutput(of input: ExampleShape, key: String) throws -> ExampleShape {
    switch self {
    case .dense(let units): return .flat(try checked(units, "\(key).units", in: Self.allowedSize))
    case .convolution(let channels, let size, let stride, let padding):
      _ = try checked(channels, "\(key).channels", in: Self.allowedSize)
      return try window(
        input, size, stride, key: key, isInside: padding == .valid, channels: channels)
    case .maxPooling(let size, let stride), .averagePooling(let size, let stride):
      return try window(input, size, stride, key: key, isInside: true, channels: input.channels)
    case .globalAveragePooling:
      guard input.height == input.width else {
        throw InvalidValue(key: key, allowed: "on a square image", got: "\(input)")
      }
      return .flat(input.channels)
    case .activation, .layerNormalisation: return input
    case .groupNormalisation(let groups):
      guard groups >= 1, input.channels % groups == 0 else {
        throw InvalidValue(
          key: "\(key).groups", allowed: "a divisor of the \(input.channels) channels", got: "\(groups)")
      }
      return input
    case .dropout(let probability):
      guard probability >= 0, probability < 1 else {
        throw InvalidValue(key: "\(key).probability", allowed: "at least 0 and less than 1", got: "\(probability)")
      }
      return input
    case .embedding(let vocabulary, let dimensions):
      _ = try checked(vocabulary, "\(key).vocabulary", in: Self.allowedSize)
      _ = try checked(dimensions, "\(key).dimensions", in: Self.allowedSize)
      return ExampleShape(height: 1, width: input.count, channels: dimensions)
    case .residual(let body, let shortcut):
      guard !body.isEmpty else {
        throw InvalidValue(key: "\(key).body", allowed: "one or more layers", got: "an empty list")
      }
      let direct = try Self.output(of: body, on: input, key: "\(key).body", atStart: false)
      let around = try Self.output(of: shortcut, on: input, key: "\(key).shortcut", atStart: false)
      guard direct == around else {
        throw InvalidValue(
          key: "\(key).shortcut", allowed: "layers that lead to the body's \(direct)", got: "\(around)")
      }
      return direct
    }
  }

  /// The shape that comes out of layers one after the other.
  ///
  /// - Parameter atStart: Whether the first of them takes the features of an example, as an embedding has to.
  package static func output(
    of layers: [LayerSpecification], on input: ExampleShape, key: String, atStart: Bool = true
  ) throws -> ExampleShape {
    var shape = input
    for (index, layer) in layers.enumerated() {
      let key = "\(key)[\(index)]"
      if layer.kind == .embedding, !atStart || index > 0 {
        throw InvalidValue(
          key: key, allowed: "a layer that takes numbers, since only the features are tokens", got: "embedding")
      }
      shape = try layer.output(of: shape, key: key)
    }
    return shape
  }

  private func window(
    _ input: ExampleShape, _ size: Int, _ stride: Int, key: String, isInside: Bool, channels: Int
  ) throws -> ExampleShape {
    let most = isInside ? min(input.height, input.width) : 1000
    guard (1...max(most, 1)).contains(size), most >= 1 else {
      throw InvalidValue(key: "\(key).size", allowed: "from 1 to \(most) on an image of \(input)", got: "\(size)")
    }
    _ = try checked(stride, "\(key).stride", in: 1...1000)
    func outputs(_ side: Int) -> Int { isInside ? (side - size) / stride + 1 : (side + stride - 1) / stride }
    return ExampleShape(height: outputs(input.height), width: outputs(input.width), channels: channels)
  }

  /// The number of weights and biases on `input`; nil where it is beyond counting.
  package func parameterCount(on input: ExampleShape) -> Int? {
    func product(_ factors: Int...) -> Int? {
      factors.reduce(Int?(1)) { total, factor in
        guard let (value, isTooMuch) = total?.multipliedReportingOverflow(by: factor), !isTooMuch else { return nil }
        return value
      }
    }
    switch self {
    case .dense(let units): return product(input.count + 1, units)
    case .convolution(let channels, let size, _, _):
      return product(size, size, input.channels).flatMap { product($0 + 1, channels) }
    case .maxPooling, .averagePooling, .globalAveragePooling, .activation, .dropout: return 0
    case .groupNormalisation, .layerNormalisation: return 2 * input.channels
    case .embedding(let vocabulary, let dimensions): return product(vocabulary, dimensions)
    case .residual(let body, let shortcut):
      guard let direct = Self.parameterCount(of: body, on: input),
        let around = Self.parameterCount(of: shortcut, on: input)
      else { return nil }
      return direct + around
    }
  }

  /// Of layers that fit one another; nil where the number is beyond counting.
  package static func parameterCount(of layers: [LayerSpecification], on input: ExampleShape) -> Int? {
    var (shape, total) = (input, 0)
    for layer in layers {
      guard let own = layer.parameterCount(on: shape), let next = try? layer.output(of: shape, key: "") else {
        return nil
      }
      let (sum, isTooMuch) = total.addingReportingOverflow(own)
      guard !isTooMuch else { return nil }
      (shape, total) = (next, sum)
    }
    return total
  }
}
