# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # 解决
#
# [首页](../index.md), $x^2$

# %%
total = sum(range(4))
print(total)

# %% [markdown]
# ## 首页
