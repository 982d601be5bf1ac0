// An optional value on the heap. Layer: model. Thread safety: as a value type.
#pragma once

#include <optional>
#include <utility>

namespace pincer {

/// Like std::optional, but the value is on the heap: an absent one costs a pointer, and a type may
/// hold another of its own, as a message holds the one that it replies to. Copying copies the
/// value.
template <class T>
class Boxed {
 public:
  Boxed() = default;
  Boxed(T value) : value_(new T(std::move(value))) {}  // NOLINT: implicit, as std::optional's
  Boxed(const Boxed& other) : value_(other.value_ ? new T(*other.value_) : nullptr) {}
  Boxed(Boxed&& other) noexcept : value_(std::exchange(other.value_, nullptr)) {}
  // By value: for both kinds of assignment.
  Boxed& operator=(Boxed other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ~Boxed() { delete value_; }

  [[nodiscard]] bool has_value() const noexcept { return value_ != nullptr; }
  explicit operator bool() const noexcept { return has_value(); }
  /// A new value, in the place of the present one.
  T& emplace() {
    *this = Boxed(T());
    return *value_;
  }
  void reset() noexcept { *this = Boxed(); }

  // As for std::optional, there must be a value.
  T& operator*() noexcept { return *value_; }
  const T& operator*() const noexcept { return *value_; }
  T* operator->() noexcept { return value_; }
  const T* operator->() const noexcept { return value_; }

  /// Throws std::bad_optional_access when there is none.
  T& value() {
    require();
    return *value_;
  }
  const T& value() const {
    require();
    return *value_;
  }

  friend bool operator==(const Boxed& a, const Boxed& b) {
    return a && b ? *a == *b : a.has_value() == b.has_value();
  }

 private:
  void require() const {
    if (value_ == nullptr) throw std::bad_optional_access();
  }

  // Not std::unique_ptr: with it each kind of box costs g++ 12 another 1.4 MB to compile.
  T* value_ = nullptr;
};

}  // namespace pincer
