@echo off
rem Windows: double-click, or drop a workbook on it. Sets everything up once in .venv, makes the
rem plan under out\ and opens it. More words go to "portfolio plan". Only plain old commands.
setlocal
cd /d "%~dp0"
set "PY=.venv\Scripts\python.exe"
if exist "%PY%" goto check

set "FOUND="
call :find py -3.13
call :find py -3.12
call :find py -3.14
call :find python
if not defined FOUND goto nopython
echo Dang tao moi truong .venv / Making .venv ...
%FOUND% -m venv .venv
if errorlevel 1 goto failed

:check
"%PY%" -c "from filecmp import cmp; all(cmp(f, '.venv/' + f, False) for f in ('constraints.txt', 'pyproject.toml')) or exit(1)" >nul 2>&1
if errorlevel 1 goto install
goto plan

:install
echo Dang cai dat, chi mot lan / Installing, once ...
"%PY%" -m pip install -qq --disable-pip-version-check -c constraints.txt -e .[charts,parquet]
if errorlevel 1 goto failed
copy /y constraints.txt .venv >nul
copy /y pyproject.toml .venv >nul

:plan
"%PY%" -m portfolio plan --force --open %*
set "CODE=%ERRORLEVEL%"
pause
exit /b %CODE%

:find
if defined FOUND exit /b 0
%* -c "import sys, venv; sys.exit(sys.version_info < (3, 12))" >nul 2>&1
if errorlevel 1 exit /b 0
set "FOUND=%*"
exit /b 0

:nopython
echo Can Python 3.12 tro len: cai tu python.org, roi mo lai tep nay.
echo Python 3.12 or newer is needed: install it from python.org, then open this file again.
pause
exit /b 1

:failed
echo Cai dat khong thanh cong; xem thong bao o tren.
echo The set-up failed; see above.
pause
exit /b 1
