/// Σ `vector`[i]² over `count` elements, in sixteen partial sums.
///
/// The compiler keeps the order of floating-point sums and so never vectorises a plain loop here.
@inlinable
package func sumOfSquares(_ vector: UnsafePointer<Float>, count: Int) -> Float {
  let bytes = UnsafeRawPointer(vector)
  var lanes = SIMD16<Float>.zero
  var index = 0
  while index + 16 <= count {
    let values = bytes.loadUnaligned(fromByteOffset: 4 * index, as: SIMD16<Float>.self)
    lanes += values * values
    index += 16
  }
  var sum = lanes.sum()
  while index < count {
    sum += vector[index] * vector[index]
    index += 1
  }
  return sum
}

/// Σ `a`[i] `b`[i] over `count` elements, in double precision.
@inlinable
package func dotProduct(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Double {
  let (bytesA, bytesB) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
  var lanes = SIMD8<Double>.zero
  var index = 0
  while index + 8 <= count {
    let left = SIMD8<Double>(bytesA.loadUnaligned(fromByteOffset: 4 * index, as: SIMD8<Float>.self))
    let right = SIMD8<Double>(bytesB.loadUnaligned(fromByteOffset: 4 * index, as: SIMD8<Float>.self))
    lanes += left * right
    index += 8
  }
  var sum = lanes.sum()
  while index < count {
    sum += Double(a[index]) * Double(b[index])
    index += 1
  }
  return sum
}
