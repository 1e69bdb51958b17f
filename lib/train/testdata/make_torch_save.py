"""Makes torch_*.pt and torch_checkpoint.safetensors: the net of the tests, 4-8-2-8-4, as PyTorch saves it.

Usage: make_torch_save.py FOLDER        (needs torch and safetensors)
"""
import sys

import torch
from safetensors.torch import save_file
from torch import nn

torch.manual_seed(20)
model = nn.Module()
model.encoder = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
model.decoder = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 4))
for name, what in {"state": model.state_dict(), "module": model,
                   "checkpoint": {"epoch": 3, "model_state_dict": model.state_dict()}}.items():
    torch.save(what, f"{sys.argv[1]}/torch_{name}.pt")
torch.save(model.state_dict(), f"{sys.argv[1]}/torch_old.pt", _use_new_zipfile_serialization=False)
save_file({"epoch": torch.tensor(3), "optimizer.state.0.step": torch.tensor(9.0),
           **{"model." + name: w for name, w in model.state_dict().items()}}, f"{sys.argv[1]}/torch_checkpoint.safetensors")
