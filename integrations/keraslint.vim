" Put this into ~/.vim/compiler/keraslint.vim; then :compiler keraslint and :make fill the quickfix list.
let current_compiler = "keraslint"
CompilerSet makeprg=keraslint\ check\ --output-format\ concise\ --quiet\ $*
CompilerSet errorformat=%f:cell\ %*\\d:%l:%c:\ %m,%f:%l:%c:\ %m
