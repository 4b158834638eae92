"""CTC：目标放不进输入 | CTC: a target that does not fit the input

tags: ctc, ctc_loss, inf, nan, zero_infinity, asr, ocr
"""
import torch
import torch.nn.functional as F
from torch import Tensor

CLASSES = 5  # 0 is the blank


def frames_needed(target: Tensor) -> int:
    """One frame per label, and a blank between two equal neighbors."""
    return len(target) + int((target[1:] == target[:-1]).sum())


def ctc(targets: list[list[int]], frames: list[int], **options):
    """Return the loss and the gradient of each sample's logits."""
    logits = torch.zeros(max(frames), len(targets), CLASSES,
                         requires_grad=True)
    loss = F.ctc_loss(
        logits.log_softmax(-1), torch.tensor(sum(targets, [])),
        torch.tensor(frames), torch.tensor([*map(len, targets)]), **options)
    loss.backward()
    return loss.item(), logits.grad.unbind(1)


for name, target in {"abc": [1, 2, 3], "abb": [1, 2, 2]}.items():
    needed = frames_needed(torch.tensor(target))
    print(f"{name}_needs = {needed}")
    assert ctc([target], [needed])[0] < 10
    short, (grad,) = ctc([target], [needed - 1])
    print(f"{name}_one_frame_less = {short:g}, {grad.sum():g}")
    assert short == float("inf") and grad.isnan().all()

# One bad sample: infinite loss, and NaN reaches the shared weights.
targets, frames = [[1, 2, 2], [1, 2, 3]], [3, 4]
loss, (bad, good) = ctc(targets, frames)
print(f"batch = {loss:g}, {bad.sum():g}")
assert bad[:3].isnan().all() and good.isfinite().all()
loss, (bad, good) = ctc(targets, frames, zero_infinity=True)
alone, _ = ctc(targets[1:], frames[1:])
print(f"zero_infinity_bad_gradient = {bad.abs().max():g}")
print(f"zero_infinity_over_good_alone = {loss / alone:.2g}")
assert bad.abs().max() == 0 and good.abs().sum() > 0.1

# Logits instead of log-probabilities raise no error: ln(1/15) / 2 here.
raw = F.ctc_loss(torch.zeros(4, 1, CLASSES), torch.tensor([1, 2]),
                 torch.tensor([4]), torch.tensor([2]))
print(f"without_log_softmax = {raw:.3g}")
assert raw < 0
