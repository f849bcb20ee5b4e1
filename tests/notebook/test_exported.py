from __future__ import annotations

import pytest

from keraslint.notebook import is_exported


@pytest.mark.parametrize(
    "text",
    [
        "#!/usr/bin/env python\n# coding: utf-8\n\n# In[1]:\n\nx = 1\n",
        "# In[ ]:\r\n\r\nx = 1\r\n",
        "# In [12]\nx = 1\n",
        "x = 1\nget_ipython().run_line_magic('matplotlib', 'inline')\n",
        "if x:\n    get_ipython().system('ls')\n",
        "x = get_ipython().getoutput('ls')\n",
        "get_ipython().magic(u'matplotlib inline')\n",
    ],
)
def test_nbconvert_leaves_marks(text: str) -> None:
    assert is_exported(text)


@pytest.mark.parametrize(
    "text",
    [
        "# %%\nx = 1\n# %% [markdown]\n",
        "x = 1  # In[1]:\n",
        "# In[1]: the first of them\n",
        "def backend():\n    get_ipython().run_cell(x)\n",
        "print('get_ipython().system(x)')\n",
    ],
)
def test_other_scripts_do_not_have_them(text: str) -> None:
    assert not is_exported(text)
