/// A classifier, by the name of its architecture or layer by layer; a dense layer onto the classes always comes last.
package struct ModelSpecification: Hashable, Sendable {
  package let architecture: Architecture
  /// How the features of an example lie: nil where they are a plain vector.
  package let image: ExampleShape?
  package let loss: LossName

  package enum Architecture: Hashable, Sendable {
    case softmaxRegression
    /// Dense layers with an activation after each.
    case multilayerPerceptron(hiddenUnits: [Int], activation: ActivationName)
    /// Four convolutions and a dense layer: Choquette-Choo et al., "Label-Only Membership Inference Attacks", Appendix A
    /// of arXiv:2007.14321v3.
    case labelOnlyCNN
    /// LeNet-5 with tanh and mean pooling: LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998.
    case leNet
    /// Three stages of residual blocks with group normalisation, of `channels`, twice and four times as many channels.
    case residual(blocks: Int, channels: Int)
    case layers([LayerSpecification])
  }

  package enum Kind: String, Codable, Sendable, CaseIterable {
    case softmaxRegression = "softmax-regression"
    case multilayerPerceptron = "multilayer-perceptron"
    case labelOnlyCNN = "label-only-cnn"
    case leNet = "lenet"
    case residual = "resnet"
    case layers
  }

  /// - Throws: `InvalidValue` for a number out of range, or layers that do not fit one another on the image.
  package init(_ architecture: Architecture, image: ExampleShape? = nil, loss: LossName = .crossEntropy) throws {
    (self.architecture, self.image, self.loss) = (architecture, image, loss)
    try check()
  }

  private func check() throws {
    switch architecture {
    case .softmaxRegression, .layers: break
    case .labelOnlyCNN, .leNet: try requireImage()
    case .multilayerPerceptron(let hiddenUnits, _):
      for (index, units) in hiddenUnits.enumerated() {
        _ = try checked(units, "hiddenUnits[\(index)]", in: 1...1_000_000)
      }
    case .residual(let blocks, let channels):
      try requireImage()
      _ = try checked(blocks, "blocks", in: 1...100)
      guard (8...4096).contains(channels), channels % 8 == 0 else {
        throw InvalidValue(key: "channels", allowed: "a multiple of 8 from 8 to 4096", got: "\(channels)")
      }
    }
    if let image {
      for (name, side) in [("height", image.height), ("width", image.width), ("channels", image.channels)] {
        guard (1...100_000).contains(side) else {
          throw InvalidValue(key: "image", allowed: "a \(name) from 1 to 100000", got: "\(side)")
        }
      }
      _ = try LayerSpecification.output(of: layers, on: image, key: "layers")
    }
  }

  private func requireImage() throws {
    guard image == nil else { return }
    throw InvalidValue(
      key: "image", allowed: "[height, width, channels] of the features, which \(kind.rawValue) reads as an image",
      got: "nothing")
  }

  package init(hiddenUnits: [Int], activation: ActivationName) throws {
    try self.init(
      hiddenUnits.isEmpty
        ? .softmaxRegression : .multilayerPerceptron(hiddenUnits: hiddenUnits, activation: activation))
  }

  package var kind: Kind {
    switch architecture {
    case .softmaxRegression: .softmaxRegression
    case .multilayerPerceptron: .multilayerPerceptron
    case .labelOnlyCNN: .labelOnlyCNN
    case .leNet: .leNet
    case .residual: .residual
    case .layers: .layers
    }
  }

  /// The layers before the one onto the classes.
  package var layers: [LayerSpecification] {
    switch architecture {
    case .softmaxRegression: return []
    case .multilayerPerceptron(let hiddenUnits, let activation):
      return hiddenUnits.flatMap { [.dense(units: $0), .activation(activation)] }
    case .labelOnlyCNN:
      return [32, 64].flatMap { channels in
        [
          .convolution(channels: channels, size: 3, stride: 1, padding: .same), .activation(.relu),
          .convolution(channels: channels, size: 3, stride: 1, padding: .same), .activation(.relu),
          .maxPooling(size: 2, stride: 2),
        ]
      } + [.dense(units: 512), .activation(.relu)]
    case .leNet:
      return [
        .convolution(channels: 6, size: 5, stride: 1, padding: .same), .activation(.tanh),
        .averagePooling(size: 2, stride: 2), .convolution(channels: 16, size: 5, stride: 1, padding: .valid),
        .activation(.tanh), .averagePooling(size: 2, stride: 2), .dense(units: 120), .activation(.tanh),
        .dense(units: 84), .activation(.tanh),
      ]
    case .residual(let blocks, let channels):
      let start: [LayerSpecification] = [
        .convolution(channels: channels, size: 3, stride: 1, padding: .same), .groupNormalisation(groups: 8),
        .activation(.relu),
      ]
      let stages = (0..<3).flatMap { stage in
        (0..<blocks).flatMap { block -> [LayerSpecification] in
          let (width, isShrinking) = (channels << stage, stage > 0 && block == 0)
          return [
            .residual(
              body: [
                .convolution(channels: width, size: 3, stride: isShrinking ? 2 : 1, padding: .same),
                .groupNormalisation(groups: 8), .activation(.relu),
                .convolution(channels: width, size: 3, stride: 1, padding: .same), .groupNormalisation(groups: 8),
              ],
              shortcut: isShrinking ? [.convolution(channels: width, size: 1, stride: 2, padding: .same)] : []),
            .activation(.relu),
          ]
        }
      }
      return start + stages + [.globalAveragePooling]
    case .layers(let layers): return layers
    }
  }

  /// The most parameters that a model may have: a few vectors of as many are in memory for each thread.
  package static let mostParameters = 100_000_000

  /// What goes into the first layer.
  ///
  /// - Throws: `InvalidValue` where `image` is not as large as an example.
  package func inputShape(features: Int) throws -> ExampleShape {
    let input = image ?? .flat(features)
    guard input.count == features else {
      throw InvalidValue(
        key: "image", allowed: "height, width and channels that make the \(features) features of the data",
        got: "\(input)")
    }
    _ = try LayerSpecification.output(of: layers, on: input, key: "layers")
    return input
  }

  /// The number of weights and biases on `features` inputs and `classes` outputs; nil where it is beyond counting.
  package func parameterCount(features: Int, classes: Int) -> Int? {
    let all = layers + [.dense(units: loss == .logistic ? 1 : classes)]
    return LayerSpecification.parameterCount(of: all, on: image ?? .flat(features))
  }
}

package enum ActivationName: String, Codable, Sendable, CaseIterable {
  case relu
  case tanh
  case gelu
}

/// As JSON: what a specification file gives.
extension ModelSpecification: Codable {
  private enum Key: String, CodingKey {
    case kind, hiddenUnits, activation, blocks, channels, layers, image, loss
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let architecture: Architecture =
      switch try container.decode(Kind.self, forKey: .kind) {
      case .softmaxRegression: .softmaxRegression
      case .labelOnlyCNN: .labelOnlyCNN
      case .leNet: .leNet
      case .multilayerPerceptron:
        .multilayerPerceptron(
          hiddenUnits: try container.decode([Int].self, forKey: .hiddenUnits),
          activation: try container.decode(ActivationName.self, forKey: .activation))
      case .residual:
        .residual(
          blocks: try container.decode(Int.self, forKey: .blocks),
          channels: try container.decode(Int.self, forKey: .channels))
      case .layers: .layers(try container.decode([LayerSpecification].self, forKey: .layers))
      }
    let sides = try container.decodeIfPresent([Int].self, forKey: .image)
    let loss = try container.decodeIfPresent(LossName.self, forKey: .loss)
    self = try decoder.checking {
      try ModelSpecification(
        architecture, image: try sides.map(ExampleShape.init(sides:)), loss: loss ?? .crossEntropy)
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    switch architecture {
    case .softmaxRegression, .labelOnlyCNN, .leNet: break
    case .multilayerPerceptron(let hiddenUnits, let activation):
      try container.encode(hiddenUnits, forKey: .hiddenUnits)
      try container.encode(activation, forKey: .activation)
    case .residual(let blocks, let channels):
      try container.encode(blocks, forKey: .blocks)
      try container.encode(channels, forKey: .channels)
    case .layers(let layers): try container.encode(layers, forKey: .layers)
    }
    try container.encodeIfPresent(image.map { [$0.height, $0.width, $0.channels] }, forKey: .image)
    if loss != .crossEntropy { try container.encode(loss, forKey: .loss) }
  }
}

extension ExampleShape {
  /// Height, width and channels, as a specification gives them.
  ///
  /// - Throws: `InvalidValue` for `image`.
  package init(sides: [Int]) throws {
    guard sides.count == 3 else {
      throw InvalidValue(key: "image", allowed: "height, width and channels", got: "\(sides.count) numbers")
    }
    self.init(height: sides[0], width: sides[1], channels: sides[2])
  }
}
