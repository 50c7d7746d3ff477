import Foundation
import NumericalCore
import Testing

@Suite("Kernels of layers") struct LayerKernelTests {
  private static func numbers(_ count: Int, scale: Double) -> FloatBuffer {
    var stream = RandomStream(seed: 8, trial: 0, purpose: .data)
    let buffer = FloatBuffer(count: count)
    for index in 0..<count { buffer.base[index] = Float(scale * (2 * stream.nextUniform() - 1)) }
    return buffer
  }

  /// What a kernel makes of the same numbers at each level.
  private static func expectSameBits(_ run: (InstructionSet) -> [Float]) {
    let reference = run(.baseline).map(\.bitPattern)
    for instructionSet in InstructionSet.allCases { #expect(run(instructionSet).map(\.bitPattern) == reference) }
  }

  @Test(
    "softmax less the label, and the cross-entropy, are those of double precision", arguments: [1, 4, 10, 16, 37, 100])
  func softmax(columns: Int) {
    let (rows, labels) = (9, (0..<9).map { Int32($0 % columns) })
    Self.expectSameBits { instructionSet in
      let (logits, losses) = (Self.numbers(rows * columns, scale: 20), FloatBuffer(count: rows))
      let before = logits.array.map(Double.init)
      softmaxGradient(
        logits.base, rows: rows, columns: columns, labels: labels, losses: losses.base, instructionSet: instructionSet)
      for row in 0..<rows {
        let own = before[row * columns..<(row + 1) * columns]
        let logSum = log(own.reduce(0) { $0 + exp($1) })
        for (column, value) in own.enumerated() {
          let expected = exp(value - logSum) - (column == labels[row] ? 1 : 0)
          #expect(abs(Double(logits.base[row * columns + column]) - expected) < 1e-6)
        }
        #expect(abs(Double(losses.base[row]) - (logSum - own[row * columns + Int(labels[row])])) < 1e-5)
      }
      return logits.array + losses.array
    }
  }

  @Test("a logit that is not a number or infinite shows in the loss", arguments: [Float.nan, .infinity])
  func notFinite(value: Float) {
    let (logits, losses) = (Self.numbers(5, scale: 1), FloatBuffer(count: 1))
    logits.base[3] = value
    softmaxGradient(logits.base, rows: 1, columns: 5, labels: [1], losses: losses.base)
    #expect(!losses.base[0].isFinite)
  }

  @Test("tanh errs by less than 3e-7, and saturates")
  func hyperbolicTangent() {
    Self.expectSameBits { instructionSet in
      let values = Self.numbers(10_007, scale: 10)
      (values.base[0], values.base[1], values.base[2], values.base[3]) = (0, 1e30, -1e30, 1e-20)
      let before = values.array
      applyTanh(values.base, count: values.count, instructionSet: instructionSet)
      for (value, x) in zip(values.array, before) { #expect(abs(Double(value) - tanh(Double(x))) < 3e-7) }
      #expect(values.base[3] == 1e-20)
      return values.array
    }
  }

  @Test("ReLU and the derivatives look at the outputs")
  func derivatives() {
    Self.expectSameBits { instructionSet in
      let (values, gradients) = (Self.numbers(101, scale: 1), Self.numbers(101, scale: 3))
      let (before, given) = (values.array, gradients.array)
      applyReLU(values.base, count: 101, instructionSet: instructionSet)
      multiplyByReLUDerivative(of: values.base, gradients.base, count: 101, instructionSet: instructionSet)
      for index in before.indices {
        #expect(values.base[index] == max(before[index], 0))
        #expect(gradients.base[index] == (before[index] > 0 ? given[index] : 0))
      }
      let other = Self.numbers(101, scale: 3)
      multiplyByTanhDerivative(of: values.base, other.base, count: 101, instructionSet: instructionSet)
      for index in before.indices {
        #expect(abs(other.base[index] - given[index] * (1 - values.base[index] * values.base[index])) < 1e-6)
      }
      return values.array + gradients.array + other.array
    }
  }

  @Test("rows are scaled example by example and summed", arguments: [1, 5, 16, 35])
  func scaledRows(columns: Int) {
    Self.expectSameBits { instructionSet in
      let (values, sums, plain) = (
        Self.numbers(6 * columns, scale: 1), FloatBuffer(count: columns), FloatBuffer(count: columns)
      )
      let before = values.array
      sumRows(values.base, rows: 6, columns: columns, into: plain.base, instructionSet: instructionSet)
      scaleRows(
        values.base, examples: 2, rows: 3, columns: columns, by: [2, -1], addingTo: sums.base,
        instructionSet: instructionSet)
      for column in 0..<columns {
        let own = (0..<6).map { before[$0 * columns + column] }
        #expect(abs(plain.base[column] - own.reduce(0, +)) < 1e-5)
        #expect(abs(sums.base[column] - (2 * own[..<3].reduce(0, +) - own[3...].reduce(0, +))) < 1e-5)
      }
      return values.array + sums.array + plain.array
    }
  }

  @Test("squared norms are those of each row, wherever it lies", arguments: [1, 15, 16, 50, 100])
  func rowNorms(columns: Int) {
    Self.expectSameBits { instructionSet in
      let (values, norms, scattered) = (
        Self.numbers(5 * columns, scale: 2), FloatBuffer(count: 5), FloatBuffer(count: 5)
      )
      squaredNorms(of: values.base, rows: 5, columns: columns, into: norms.base, instructionSet: instructionSet)
      let order: [UnsafePointer<Float>?] = [4, 2, 0, 1, 3].map { UnsafePointer(values.base) + $0 * columns }
      order.withUnsafeBufferPointer { rows in
        guard let rows = rows.baseAddress else { return }
        squaredNorms(
          ofRows: rows, count: 5, columns: columns, into: scattered.base, instructionSet: instructionSet)
      }
      for row in 0..<5 {
        let expected = values.array[row * columns..<(row + 1) * columns].reduce(0.0) { $0 + Double($1) * Double($1) }
        #expect(abs(Double(norms.base[row]) - expected) < 1e-5 * expected)
      }
      #expect([4, 2, 0, 1, 3].map { norms.base[$0] } == scattered.array)
      return norms.array
    }
  }

  @Test("pooling takes the first largest of each window and gives the gradient back to it", arguments: [1, 3, 16, 35])
  func pooling(channels: Int) {
    let window = SlidingWindow(width: 5, channels: channels, size: 2, stride: 1, outputHeight: 4, outputWidth: 4)
    Self.expectSameBits { instructionSet in
      let image = Self.numbers(25 * channels, scale: 1)
      // Ties, so that the first must be told from the others.
      for index in 0..<image.count { image.base[index] = (image.base[index] * 2).rounded() }
      let (out, back) = (FloatBuffer(count: 16 * channels), FloatBuffer(count: 25 * channels))
      let gradients = Self.numbers(16 * channels, scale: 1)
      var places = [Int32](repeating: -1, count: 16 * channels)
      maxPool(image.base, window, into: out.base, places: &places, instructionSet: instructionSet)
      addMaxPoolGradients(gradients.base, places: places, window, to: back.base, instructionSet: instructionSet)
      var expected = [Float](repeating: 0, count: 25 * channels)
      for index in 0..<16 * channels {
        let (position, channel) = index.quotientAndRemainder(dividingBy: channels)
        let corner = (position / 4 * 5 + position % 4) * channels + channel
        let members = [0, channels, 5 * channels, 6 * channels].map { corner + $0 }
        let values = members.map { image.base[$0] }
        let first = values.indices.max { values[$0] < values[$1] || (values[$0] == values[$1] && $0 > $1) } ?? 0
        #expect(out.base[index] == values[first] && places[index] == Int32(first))
        expected[members[first]] += gradients.base[index]
      }
      for (value, reference) in zip(back.array, expected) { #expect(abs(value - reference) < 1e-6) }
      return out.array + back.array
    }
  }
}
