/// Zeroed single-precision numbers at a fixed, aligned address, with room to read on a little beyond their end.
///
/// The kernels take registers of sixteen floats and may read up to fifteen beyond what they are given.
package final class FloatBuffer {
  package let base: UnsafeMutablePointer<Float>
  package let count: Int

  package init(count: Int) {
    precondition(count >= 0, "a buffer has no negative size, got \(count)")
    self.count = count
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: (count + 16) * 4, alignment: 64)
    base = bytes.bindMemory(to: Float.self, capacity: count + 16)
    base.initialize(repeating: 0, count: count + 16)
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  package var mutable: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: base, count: count) }
  package var buffer: UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: base, count: count) }
  package var array: [Float] { Array(buffer) }

  /// Copies as many numbers as the buffer holds.
  package func fill(from values: [Float]) {
    precondition(values.count == count, "a buffer of \(count) takes as many numbers, got \(values.count)")
    base.update(from: values, count: count)
  }
}
