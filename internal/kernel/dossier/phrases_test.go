package dossier

import (
	"testing"
)

func TestPeriodsAreSaidAsPeopleDo(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		"2023-W04": "2023年第4周", "2023-06-H1": "2023年6月上半月", "2023-06-H2": "2023年6月下半月", "2023-12": "2023年12月", "2021-Q3": "2021年第3季度",
		"2023-H2": "2023年下半年", "2023": "2023年", "2023-06-12": "2023-06-12", "2023-年中": "2023年年中", "": "",
	} {
		if got := PeriodWords(key).Zh; got != want {
			t.Errorf("%q is %q, want %q", key, got, want)
		}
	}
}

func TestARungOfAPlanNamesItsAction(t *testing.T) {
	t.Parallel()
	if got := RungWords("due + 1wd send"); got.Zh != "逾期1个工作日发函" || got.En != "1 working day after the due date: letter" {
		t.Errorf("got %+v", got)
	}
}

func TestARoleThatNobodyHoldsIsToldWithoutItsCode(t *testing.T) {
	t.Parallel()
	if got := unheldWords("角色“owner”无从确定：本事项没有责任人"); got.Zh != "本事项没有责任人" || got.En != "nobody is owner" {
		t.Errorf("got %+v", got)
	}
	if got := unheldWords("岗位“甲”2023-07-14无人担任，请任命A岗或B岗；岗位“乙”2023-07-14无人担任，请任命A岗或B岗"); got.En != "nobody holds post “甲” on 2023-07-14, appoint a primary or a deputy; nobody holds post “乙” on 2023-07-14, appoint a primary or a deputy" {
		t.Errorf("got %+v", got)
	}
	if got := unheldWords("招商局局长"); got.Zh != "招商局局长" {
		t.Errorf("got %+v", got)
	}
}

func TestTheSourceOfARowIsShort(t *testing.T) {
	t.Parallel()
	const long = "sheet:ganzhou-etdz!任务清单##6 @ganzhou-etdz.xlsx#任务清单!10 sha256=284dfc308a93f0a2113c81c7a348b5755303215fdaa745d5aee4956c56cb6543"
	if got := originWords(long); got.Zh != "ganzhou-etdz.xlsx “任务清单”第 10 行（文件散列 284dfc30）" {
		t.Errorf("got %q", got.Zh)
	}
	if got := originWords("信访件"); got.Zh != "信访件" {
		t.Errorf("got %q", got.Zh)
	}
}
